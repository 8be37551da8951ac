-- What the migrations make of an empty database, for reading and for comparing changes.
-- Written from the database itself: do not edit it, and do not run it; run the migrations.

create extension pg_trgm;
create extension unaccent;

create function kit.refuse_audit_change()
 returns trigger
 language plpgsql
as $function$
begin
  raise exception 'kit.audit_log only grows: % refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$function$;

create function public.fold(value text)
 returns text
 language sql
 immutable parallel safe strict
return lower(unaccent('unaccent'::regdictionary, value));

create function public.fold_sounds(value text)
 returns text
 language sql
 immutable parallel safe strict
return regexp_replace(regexp_replace(regexp_replace(translate(replace(replace(fold(value), 'ee'::text, 'i'::text), 'oo'::text, 'u'::text), 'w'::text, 'v'::text), '([bcdgjkpst])h'::text, '\1'::text, 'g'::text), '(^|[^aeiou])r[iu](?=[^aeiou ])'::text, '\1r'::text, 'g'::text), '(.)\1'::text, '\1'::text, 'g'::text);

create function public.refuse_content_version_changes()
 returns trigger
 language plpgsql
as $function$
begin
  raise exception 'versions of content are kept as they are';
end
$function$;

create function public.words_of(parts text[])
 returns text
 language sql
 immutable parallel safe strict
return replace(array_to_string(parts, ' '::text), '_'::text, ' '::text);

create table kit.api_keys (
  key_id uuid not null,
  subject text not null,
  name text not null,
  scopes text[] not null,
  secret_hash bytea not null,
  hash_kid text not null,
  rotated_from uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint api_keys_pkey primary key (key_id),
  constraint api_keys_expiry_follows_creation check ((expires_at >= created_at))
);
create index api_keys_expires_at on kit.api_keys using btree (expires_at);
create index api_keys_subject on kit.api_keys using btree (subject, key_id desc);
comment on column kit.api_keys.hash_kid is 'Which of the keys of this installation made the hash';
comment on column kit.api_keys.rotated_from is 'The key that this one takes the place of';
comment on column kit.api_keys.last_used_at is 'To within five minutes';

create table kit.audit_log (
  audit_id bigint not null generated always as identity,
  at timestamp with time zone not null,
  actor text not null,
  action text not null,
  subject text,
  details jsonb not null,
  constraint audit_log_pkey primary key (audit_id)
);
create index audit_log_action on kit.audit_log using btree (action, audit_id desc);
create index audit_log_actor on kit.audit_log using btree (actor, audit_id desc);
create index audit_log_subject on kit.audit_log using btree (subject, audit_id desc);
create trigger audit_log_refuse_change before delete or update on kit.audit_log for each row execute function kit.refuse_audit_change();
create trigger audit_log_refuse_truncate before truncate on kit.audit_log for each statement execute function kit.refuse_audit_change();

create table kit.auth_failures (
  account_hash bytea not null,
  failures integer not null,
  expires_at timestamp with time zone not null,
  constraint auth_failures_pkey primary key (account_hash)
);
create index auth_failures_expires_at on kit.auth_failures using btree (expires_at);

create table kit.auth_one_time_tokens (
  purpose text not null,
  subject text not null,
  token_hash bytea not null,
  context text,
  expires_at timestamp with time zone not null,
  constraint auth_one_time_tokens_pkey primary key (purpose, subject)
);
create index auth_one_time_tokens_expires_at on kit.auth_one_time_tokens using btree (expires_at);
create index auth_one_time_tokens_subject on kit.auth_one_time_tokens using btree (subject);
create unique index auth_one_time_tokens_token_hash on kit.auth_one_time_tokens using btree (token_hash);

create table kit.auth_sessions (
  session_id uuid not null,
  subject text not null,
  family_hash bytea not null,
  refresh_hash bytea not null,
  remembered boolean not null,
  user_agent text,
  address text,
  idle_ms bigint not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  absolute_expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  end_reason text,
  constraint auth_sessions_pkey primary key (session_id),
  constraint auth_sessions_end_has_reason check (((ended_at is null) = (end_reason is null))),
  constraint auth_sessions_expiry_bounded check ((expires_at <= absolute_expires_at))
);
create index auth_sessions_expires_at on kit.auth_sessions using btree (expires_at);
create index auth_sessions_subject on kit.auth_sessions using btree (subject, created_at desc);
comment on column kit.auth_sessions.family_hash is 'Proves that a refresh token, current or not, was issued for this session';
comment on column kit.auth_sessions.expires_at is 'Moves with use by idle_ms, never past absolute_expires_at';

create table kit.kept_answers (
  subject text not null,
  operation text not null,
  key text not null,
  fingerprint bytea not null,
  attempt uuid not null,
  lease_until timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  status integer,
  headers jsonb,
  body text,
  constraint kept_answers_pkey primary key (subject, operation, key),
  constraint kept_answers_finished check (((status is null) = (headers is null)))
);
create index kept_answers_expires_at on kit.kept_answers using btree (expires_at);
comment on column kit.kept_answers.fingerprint is 'Hash of what was sent: the same key for something else is refused';
comment on column kit.kept_answers.attempt is 'Who may finish the request; another attempt takes over when the lease has run out';
comment on column kit.kept_answers.status is 'Null while the request is under way';

create table kit.migrations (
  source text not null,
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone,
  position bigint not null generated always as identity,
  direction text not null,
  steps_done integer not null,
  steps_started integer not null,
  constraint migrations_pkey primary key (source, number),
  constraint migrations_direction_check check ((direction = any (array['up'::text, 'down'::text])))
);

create table kit.push_tokens (
  name text not null,
  token text not null,
  minted_at timestamp with time zone not null,
  constraint push_tokens_pkey primary key (name)
);
comment on column kit.push_tokens.token is 'Worth nothing an hour after it was made';

create table kit.realtime_messages (
  recipient text not null,
  seq bigint not null,
  message_id text not null,
  type text not null,
  payload jsonb not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  state text not null,
  sent_at timestamp with time zone,
  settle_at timestamp with time zone,
  constraint realtime_messages_pkey primary key (recipient, seq),
  constraint realtime_messages_state_check check ((state = any (array['waiting'::text, 'sent'::text, 'confirmed'::text, 'unconfirmed'::text, 'expired'::text, 'elsewhere'::text]))),
  constraint realtime_messages_recipient_fkey foreign key (recipient) references kit.realtime_streams(recipient) on delete cascade
);
create index realtime_messages_made on kit.realtime_messages using btree (made_at);
create index realtime_messages_settle on kit.realtime_messages using btree (settle_at) where (settle_at is not null);

create table kit.realtime_streams (
  recipient text not null,
  epoch uuid not null,
  last_seq bigint not null,
  kept_from bigint not null,
  constraint realtime_streams_pkey primary key (recipient)
);

create table kit.role_assignments (
  subject text not null,
  role text not null,
  assigned_by text not null,
  assigned_at timestamp with time zone not null,
  constraint role_assignments_pkey primary key (subject, role),
  constraint role_assignments_role_fkey foreign key (role) references kit.roles(role)
);
create index role_assignments_role on kit.role_assignments using btree (role, subject);

create table kit.role_permissions (
  role text not null,
  permission text not null,
  constraint role_permissions_pkey primary key (role, permission),
  constraint role_permissions_role_fkey foreign key (role) references kit.roles(role) on delete cascade
);

create table kit.roles (
  role text not null,
  description text not null,
  constraint roles_pkey primary key (role)
);

create table achievements (
  achievement_id integer not null generated by default as identity,
  code text not null,
  name text not null,
  description text not null,
  type text not null,
  threshold_value integer not null,
  category text,
  icon text not null,
  position integer not null,
  is_backfilled boolean not null default false,
  constraint achievements_pkey primary key (achievement_id),
  constraint achievements_code unique (code),
  constraint achievements_category_check check ((category = any (array['standing'::text, 'seated'::text, 'balancing'::text, 'backbends'::text, 'forward_bends'::text, 'twists'::text, 'inversions'::text, 'arm_balances'::text, 'restorative'::text]))),
  constraint achievements_description_check check (((char_length(description) >= 1) and (char_length(description) <= 500))),
  constraint achievements_mastery_is_of_a_category check (((type = 'mastery'::text) = (category is not null))),
  constraint achievements_name_check check (((char_length(name) >= 1) and (char_length(name) <= 255))),
  constraint achievements_threshold_value_check check ((threshold_value >= 1)),
  constraint achievements_type_check check ((type = any (array['streak'::text, 'sessions'::text, 'time'::text, 'mastery'::text])))
);

create table breathing_exercises (
  breathing_exercise_id integer not null generated by default as identity,
  slug text not null,
  position integer not null,
  name text not null,
  name_sanskrit text,
  name_sanskrit_iast text,
  difficulty_level text not null,
  description text not null,
  instructions text[] not null,
  benefits text[] not null default '{}'::text[],
  contraindications text[] not null default '{}'::text[],
  pattern jsonb not null,
  default_minutes integer not null,
  min_minutes integer not null,
  max_minutes integer not null,
  search_text text not null generated always as (fold(((((name || ' '::text) || coalesce(name_sanskrit, ''::text)) || ' '::text) || coalesce(name_sanskrit_iast, ''::text)))) stored,
  constraint breathing_exercises_pkey primary key (breathing_exercise_id),
  constraint breathing_exercises_slug unique (slug),
  constraint breathing_exercises_description_check check ((description <> ''::text)),
  constraint breathing_exercises_difficulty_level_check check ((difficulty_level = any (array['beginner'::text, 'intermediate'::text, 'advanced'::text]))),
  constraint breathing_exercises_instructions_check check ((cardinality(instructions) >= 1)),
  constraint breathing_exercises_max_minutes_check check ((max_minutes <= 20)),
  constraint breathing_exercises_min_minutes_check check ((min_minutes >= 1)),
  constraint breathing_exercises_minutes check (((default_minutes >= min_minutes) and (default_minutes <= max_minutes))),
  constraint breathing_exercises_name_check check (((char_length(name) >= 1) and (char_length(name) <= 255))),
  constraint breathing_exercises_name_sanskrit_check check (((char_length(name_sanskrit) >= 1) and (char_length(name_sanskrit) <= 255))),
  constraint breathing_exercises_name_sanskrit_iast_check check (((char_length(name_sanskrit_iast) >= 1) and (char_length(name_sanskrit_iast) <= 255))),
  constraint breathing_exercises_pattern_check check ((jsonb_typeof(pattern) = 'array'::text)),
  constraint breathing_exercises_slug_check check ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))
);
create index breathing_exercises_difficulty on public.breathing_exercises using btree (difficulty_level, "position", breathing_exercise_id);
create index breathing_exercises_order on public.breathing_exercises using btree ("position", breathing_exercise_id);
create index breathing_exercises_search on public.breathing_exercises using gin (search_text gin_trgm_ops);

create table content_versions (
  version_id integer not null generated always as identity,
  kind text not null,
  content_id integer not null,
  action text not null,
  changed_by integer,
  changed_at timestamp with time zone not null,
  before jsonb,
  after jsonb,
  caused_by integer,
  constraint content_versions_pkey primary key (version_id),
  constraint content_versions_action_check check ((action = any (array['create'::text, 'update'::text, 'delete'::text, 'publish'::text, 'unpublish'::text, 'import'::text, 'restore'::text, 'remove_pose'::text]))),
  constraint content_versions_content check (((before is not null) or (after is not null))),
  constraint content_versions_kind_check check ((kind = any (array['pose'::text, 'sequence'::text]))),
  constraint content_versions_caused_by_fkey foreign key (caused_by) references content_versions(version_id)
);
create index content_versions_caused_by on public.content_versions using btree (caused_by) where (caused_by is not null);
create index content_versions_changed_by on public.content_versions using btree (changed_by) where (changed_by is not null);
create index content_versions_of on public.content_versions using btree (kind, content_id, version_id desc);
create trigger content_versions_are_kept before delete or update or truncate on public.content_versions for each statement execute function refuse_content_version_changes();

create table data_exports (
  user_id integer not null,
  request_id uuid not null,
  requested_at timestamp with time zone not null,
  ready_at timestamp with time zone,
  expires_at timestamp with time zone,
  file_name text,
  size_bytes integer,
  constraint data_exports_pkey primary key (user_id),
  constraint data_exports_request unique (request_id),
  constraint data_exports_ready check ((num_nulls(ready_at, expires_at, file_name, size_bytes) = any (array[0, 4]))),
  constraint data_exports_user_id_fkey foreign key (user_id) references users(user_id) on delete cascade
);
create index data_exports_expires_at on public.data_exports using btree (expires_at);
create index data_exports_file_name on public.data_exports using btree (file_name);

create table favorites (
  user_id integer not null,
  sequence_id integer not null,
  created_at timestamp with time zone not null,
  constraint favorites_pkey primary key (user_id, sequence_id),
  constraint favorites_sequence_id_fkey foreign key (sequence_id) references sequences(sequence_id) on delete cascade,
  constraint favorites_user_id_fkey foreign key (user_id) references users(user_id) on delete cascade
);
create index favorites_latest on public.favorites using btree (user_id, created_at desc, sequence_id desc);
create index favorites_sequence on public.favorites using btree (sequence_id);

create table goals (
  goal_id integer not null generated by default as identity,
  user_id integer not null,
  kind text not null,
  target integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint goals_pkey primary key (goal_id),
  constraint goals_one_of_a_kind unique (user_id, kind),
  constraint goals_kind_check check ((kind = any (array['sessions_per_week'::text, 'minutes_per_week'::text, 'minutes_per_month'::text]))),
  constraint goals_within_reach check (((target >= 1) and (target <=
case kind
    when 'sessions_per_week'::text then 100
    when 'minutes_per_week'::text then 10080
    else 44640
end))),
  constraint goals_user_id_fkey foreign key (user_id) references users(user_id) on delete cascade
);

create table poses (
  pose_id integer not null generated by default as identity,
  name_english text not null,
  name_sanskrit text,
  name_sanskrit_iast text,
  category text not null,
  difficulty_level text not null,
  difficulty_rank smallint not null generated always as (
case difficulty_level
    when 'beginner'::text then 0
    when 'intermediate'::text then 1
    else 2
end) stored,
  description text not null,
  instructions text[] not null,
  entry_instructions text[] not null default '{}'::text[],
  exit_instructions text[] not null default '{}'::text[],
  holding_cues text,
  breathing_pattern text,
  benefits text[] not null default '{}'::text[],
  contraindications text[] not null default '{}'::text[],
  modifications text[] not null default '{}'::text[],
  props text[] not null default '{}'::text[],
  target_areas text[] not null default '{}'::text[],
  image_urls text[] not null,
  audio_url text,
  has_side_variation boolean not null default false,
  default_duration_seconds integer not null default 60,
  is_published boolean not null default true,
  search_text text not null generated always as (fold(((((name_english || ' '::text) || coalesce(name_sanskrit, ''::text)) || ' '::text) || coalesce(name_sanskrit_iast, ''::text)))) stored,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  search_names text not null generated always as (((fold(((((name_english || ' '::text) || coalesce(name_sanskrit, ''::text)) || ' '::text) || coalesce(name_sanskrit_iast, ''::text))) || ' '::text) || fold_sounds(((((name_english || ' '::text) || coalesce(name_sanskrit, ''::text)) || ' '::text) || coalesce(name_sanskrit_iast, ''::text))))) stored,
  search_topics text not null generated always as (fold(words_of((array[category] || target_areas)))) stored,
  search_document tsvector not null generated always as (((setweight(to_tsvector('english'::regconfig, fold(((((name_english || ' '::text) || coalesce(name_sanskrit, ''::text)) || ' '::text) || coalesce(name_sanskrit_iast, ''::text)))), 'A'::"char") || setweight(to_tsvector('english'::regconfig, fold(words_of((array[category, difficulty_level] || target_areas)))), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, fold(description)), 'C'::"char"))) stored,
  constraint poses_pkey primary key (pose_id),
  constraint poses_category_check check ((category = any (array['standing'::text, 'seated'::text, 'balancing'::text, 'backbends'::text, 'forward_bends'::text, 'twists'::text, 'inversions'::text, 'arm_balances'::text, 'restorative'::text]))),
  constraint poses_default_duration_seconds_check check (((default_duration_seconds >= 10) and (default_duration_seconds <= 600))),
  constraint poses_description_check check ((description <> ''::text)),
  constraint poses_difficulty_level_check check ((difficulty_level = any (array['beginner'::text, 'intermediate'::text, 'advanced'::text]))),
  constraint poses_image_urls_check check ((cardinality(image_urls) >= 1)),
  constraint poses_instructions_check check ((cardinality(instructions) >= 1)),
  constraint poses_name_english_check check (((char_length(name_english) >= 1) and (char_length(name_english) <= 255))),
  constraint poses_name_sanskrit_check check (((char_length(name_sanskrit) >= 1) and (char_length(name_sanskrit) <= 255))),
  constraint poses_name_sanskrit_iast_check check (((char_length(name_sanskrit_iast) >= 1) and (char_length(name_sanskrit_iast) <= 255)))
);
create index poses_category_difficulty on public.poses using btree (category, difficulty_rank, name_english, pose_id) where is_published;
create index poses_difficulty on public.poses using btree (difficulty_rank, name_english, pose_id) where is_published;
create index poses_hardest on public.poses using btree (difficulty_rank desc, name_english, pose_id) where is_published;
create index poses_name on public.poses using btree (name_english, pose_id) where is_published;
create index poses_name_english on public.poses using btree (name_english);
create index poses_search on public.poses using gin (search_text gin_trgm_ops);
create index poses_search_document on public.poses using gin (search_document) where is_published;
create index poses_search_names on public.poses using gist (search_names gist_trgm_ops) where is_published;
create index poses_search_topics on public.poses using gist (search_topics gist_trgm_ops) where is_published;
create index poses_target_areas on public.poses using gin (target_areas);

create table practice_sessions (
  session_id integer not null generated by default as identity,
  user_id integer not null,
  sequence_id integer,
  state text not null default 'in_progress'::text,
  started_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  duration_seconds integer not null default 0,
  poses_completed integer,
  total_poses integer,
  kind text not null default 'poses'::text,
  breathing_exercise_id integer,
  constraint practice_sessions_pkey primary key (session_id),
  constraint practice_sessions_content check (
case kind
    when 'poses'::text then (breathing_exercise_id is null)
    else (sequence_id is null)
end),
  constraint practice_sessions_duration_seconds_check check (((duration_seconds >= 0) and (duration_seconds <= 14400))),
  constraint practice_sessions_kind check ((kind = any (array['poses'::text, 'breathing'::text]))),
  constraint practice_sessions_open_has_no_end check (((state <> 'in_progress'::text) or (completed_at is null))),
  constraint practice_sessions_poses_completed_check check ((poses_completed >= 0)),
  constraint practice_sessions_state_check check ((state = any (array['in_progress'::text, 'completed'::text, 'partial'::text, 'abandoned'::text]))),
  constraint practice_sessions_total_poses_check check ((total_poses >= 0)),
  constraint practice_sessions_breathing_exercise foreign key (breathing_exercise_id) references breathing_exercises(breathing_exercise_id) on delete set null,
  constraint practice_sessions_sequence_id_fkey foreign key (sequence_id) references sequences(sequence_id) on delete set null,
  constraint practice_sessions_user_id_fkey foreign key (user_id) references users(user_id) on delete cascade
);
create index practice_sessions_breathing_exercise on public.practice_sessions using btree (breathing_exercise_id) where (breathing_exercise_id is not null);
create unique index practice_sessions_open on public.practice_sessions using btree (user_id) where (state = 'in_progress'::text);
create index practice_sessions_sequence on public.practice_sessions using btree (sequence_id) where (sequence_id is not null);
create index practice_sessions_user on public.practice_sessions using btree (user_id, started_at desc, session_id desc);
create index practice_sessions_user_state on public.practice_sessions using btree (user_id, state, started_at desc, session_id desc);

create table sequence_poses (
  sequence_pose_id integer not null generated by default as identity,
  sequence_id integer not null,
  pose_id integer not null,
  position_order integer not null,
  duration_seconds integer not null default 60,
  side text,
  notes text,
  constraint sequence_poses_pkey primary key (sequence_pose_id),
  constraint sequence_poses_position unique (sequence_id, position_order),
  constraint sequence_poses_duration_seconds_check check (((duration_seconds >= 10) and (duration_seconds <= 600))),
  constraint sequence_poses_position_order_check check ((position_order >= 1)),
  constraint sequence_poses_side_check check ((side = any (array['left'::text, 'right'::text]))),
  constraint sequence_poses_pose_id_fkey foreign key (pose_id) references poses(pose_id) on delete restrict,
  constraint sequence_poses_sequence_id_fkey foreign key (sequence_id) references sequences(sequence_id) on delete cascade
);
create index sequence_poses_pose on public.sequence_poses using btree (pose_id, sequence_id);

create table sequences (
  sequence_id integer not null generated by default as identity,
  name text not null,
  description text,
  difficulty_level text not null,
  duration_minutes integer not null,
  focus_area text not null,
  style text not null,
  theme text,
  is_preset boolean not null default false,
  is_published boolean not null default true,
  created_by integer,
  image_url text,
  search_text text not null generated always as (fold(name)) stored,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  search_names text not null generated always as (((fold(name) || ' '::text) || fold_sounds(name))) stored,
  search_topics text not null generated always as (fold(words_of(array[focus_area, style, replace(coalesce(theme, ''::text), '-'::text, ' '::text)]))) stored,
  search_document tsvector not null generated always as (((setweight(to_tsvector('english'::regconfig, fold(name)), 'A'::"char") || setweight(to_tsvector('english'::regconfig, fold(words_of(array[focus_area, style, difficulty_level, replace(coalesce(theme, ''::text), '-'::text, ' '::text)]))), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, fold(coalesce(description, ''::text))), 'C'::"char"))) stored,
  constraint sequences_pkey primary key (sequence_id),
  constraint sequences_difficulty_level_check check ((difficulty_level = any (array['beginner'::text, 'intermediate'::text, 'advanced'::text]))),
  constraint sequences_duration check (((duration_minutes >= 1) and (duration_minutes <=
case
    when is_preset then 120
    else 240
end))),
  constraint sequences_focus_area_check check ((focus_area = any (array['flexibility'::text, 'strength'::text, 'relaxation'::text, 'balance'::text, 'core'::text, 'energy'::text]))),
  constraint sequences_name_check check (((char_length(name) >= 1) and (char_length(name) <= 255))),
  constraint sequences_presets_have_no_owner check ((is_preset = (created_by is null))),
  constraint sequences_style_check check ((style = any (array['vinyasa'::text, 'yin'::text, 'restorative'::text, 'hatha'::text, 'power'::text, 'gentle'::text]))),
  constraint sequences_created_by_fkey foreign key (created_by) references users(user_id) on delete cascade
);
create index sequences_difficulty on public.sequences using btree (difficulty_level, name, sequence_id) where (is_preset and is_published);
create index sequences_duration on public.sequences using btree (duration_minutes, name, sequence_id) where (is_preset and is_published);
create index sequences_focus on public.sequences using btree (focus_area, name, sequence_id) where (is_preset and is_published);
create index sequences_owner on public.sequences using btree (created_by, name, sequence_id) where (created_by is not null);
create index sequences_preset_name on public.sequences using btree (name, sequence_id) where (is_preset and is_published);
create index sequences_preset_names on public.sequences using btree (name) where is_preset;
create index sequences_search on public.sequences using gin (search_text gin_trgm_ops);
create index sequences_search_document on public.sequences using gin (search_document) where (is_preset and is_published);
create index sequences_search_names on public.sequences using gist (search_names gist_trgm_ops) where (is_preset and is_published);
create index sequences_search_topics on public.sequences using gist (search_topics gist_trgm_ops) where (is_preset and is_published);
create index sequences_style on public.sequences using btree (style, name, sequence_id) where (is_preset and is_published);

create table user_achievements (
  user_id integer not null,
  achievement_id integer not null,
  earned_at timestamp with time zone not null,
  constraint user_achievements_pkey primary key (user_id, achievement_id),
  constraint user_achievements_achievement_id_fkey foreign key (achievement_id) references achievements(achievement_id) on delete cascade,
  constraint user_achievements_user_id_fkey foreign key (user_id) references users(user_id) on delete cascade
);
create index user_achievements_achievement on public.user_achievements using btree (achievement_id);
create index user_achievements_latest on public.user_achievements using btree (user_id, earned_at desc, achievement_id);

create table users (
  user_id integer not null generated by default as identity,
  email text not null,
  password_hash text not null,
  name text not null,
  experience_level text not null default 'beginner'::text,
  timezone text not null default 'UTC'::text,
  preferences jsonb not null default '{}'::jsonb,
  email_verified boolean not null default false,
  is_active boolean not null default true,
  last_login timestamp with time zone,
  deletion_requested_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint users_pkey primary key (user_id),
  constraint users_email_check check (((char_length(email) >= 3) and (char_length(email) <= 255))),
  constraint users_experience_level_check check ((experience_level = any (array['beginner'::text, 'intermediate'::text, 'advanced'::text]))),
  constraint users_name_check check (((char_length(name) >= 1) and (char_length(name) <= 255)))
);
create index users_deletion on public.users using btree (deletion_requested_at) where (deletion_requested_at is not null);
create unique index users_email on public.users using btree (lower(email));
create index users_inactive on public.users using btree (user_id desc) where (not is_active);
create index users_search on public.users using gin (fold(((email || ' '::text) || name)) gin_trgm_ops);
