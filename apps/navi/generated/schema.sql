-- What the migrations make of an empty database, for reading and for comparing changes.
-- Written from the database itself: do not edit it, and do not run it; run the migrations.

create function kit.refuse_audit_change()
 returns trigger
 language plpgsql
as $function$
begin
  raise exception 'kit.audit_log only grows: % refused', lower(tg_op) using errcode = 'insufficient_privilege';
end
$function$;

create function public.guard_tap_state()
 returns trigger
 language plpgsql
as $function$
begin
  if old.settled_at is not null or (new.state = 'accepted' and old.state <> 'accepted') then
    raise exception 'tap % cannot go from % to %', old.tap_id, old.state, new.state using errcode = 'check_violation';
  end if;
  return new;
end
$function$;

create function public.refuse_second_pairing()
 returns trigger
 language plpgsql
as $function$
begin
  perform from users where user_id in (new.lower_user_id, new.higher_user_id) order by user_id for no key update;
  if exists (
    select from pairings
    where ended_at is null and (lower_user_id = new.higher_user_id or higher_user_id = new.lower_user_id)
  ) then
    raise exception 'one of the two is paired' using errcode = 'unique_violation', constraint = 'pairings_one_each';
  end if;
  return new;
end
$function$;

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

create table devices (
  device_id uuid not null,
  user_id uuid not null,
  token text not null,
  platform text not null,
  environment text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  disabled_at timestamp with time zone,
  disabled_reason text,
  p256dh text,
  auth_secret text,
  constraint devices_pkey primary key (device_id),
  constraint devices_token unique (token),
  constraint devices_browsers_have_keys check (((platform = 'web'::text) = ((p256dh is not null) and (auth_secret is not null)))) not valid,
  constraint devices_disabled_with_reason check (((disabled_at is null) = (disabled_reason is null))),
  constraint devices_environment_check check ((environment = any (array['production'::text, 'sandbox'::text]))),
  constraint devices_platform_check check ((platform = any (array['ios'::text, 'watchos'::text, 'web'::text]))),
  constraint devices_user_id_fkey foreign key (user_id) references users(user_id) on delete cascade
);
create index devices_user_id on public.devices using btree (user_id);
comment on column devices.token is 'A device belongs to whoever registered it last; of a browser it is the endpoint of its subscription';
comment on column devices.p256dh is 'Public key of a browser, by which only it can read what is pushed to it';

create table pairing_codes (
  creator_id uuid not null,
  code_hash bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  refusals integer not null default 0,
  used_by uuid,
  pairing_id uuid,
  constraint pairing_codes_pkey primary key (creator_id),
  constraint pairing_codes_hash unique (code_hash),
  constraint pairing_codes_used check (((used_by is null) = (pairing_id is null))),
  constraint pairing_codes_creator_id_fkey foreign key (creator_id) references users(user_id) on delete cascade,
  constraint pairing_codes_pairing_id_fkey foreign key (pairing_id) references pairings(pairing_id) on delete cascade,
  constraint pairing_codes_used_by_fkey foreign key (used_by) references users(user_id) on delete cascade
);
create index pairing_codes_expires_at on public.pairing_codes using btree (expires_at);
create index pairing_codes_pairing_id on public.pairing_codes using btree (pairing_id) where (pairing_id is not null);
create index pairing_codes_used_by on public.pairing_codes using btree (used_by) where (used_by is not null);
comment on column pairing_codes.code_hash is 'HMAC of the six digits: so few can be found from a plain hash';
comment on column pairing_codes.refusals is 'Joins with this code that were refused; too many end it';

create table pairings (
  pairing_id uuid not null,
  lower_user_id uuid not null,
  higher_user_id uuid not null,
  paired_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint pairings_pkey primary key (pairing_id),
  constraint pairings_ordered check ((lower_user_id < higher_user_id)),
  constraint pairings_higher_user_id_fkey foreign key (higher_user_id) references users(user_id) on delete cascade,
  constraint pairings_lower_user_id_fkey foreign key (lower_user_id) references users(user_id) on delete cascade
);
create index pairings_higher on public.pairings using btree (higher_user_id);
create unique index pairings_live_higher on public.pairings using btree (higher_user_id) where (ended_at is null);
create unique index pairings_live_lower on public.pairings using btree (lower_user_id) where (ended_at is null);
create index pairings_lower on public.pairings using btree (lower_user_id);
create trigger pairings_one_each before insert on public.pairings for each row execute function refuse_second_pairing();

create table taps (
  tap_id uuid not null,
  pairing_id uuid not null,
  from_user_id uuid not null,
  to_user_id uuid not null,
  intensity text not null,
  pattern text not null,
  client_tap_id text,
  seq bigint not null,
  tapped_at timestamp with time zone not null,
  accepted_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  state text not null default 'accepted'::text,
  sent_at timestamp with time zone,
  settled_at timestamp with time zone,
  push_refused_at timestamp with time zone,
  constraint taps_pkey primary key (tap_id),
  constraint taps_seq unique (to_user_id, seq),
  constraint taps_intensity_check check ((intensity = any (array['light'::text, 'medium'::text, 'strong'::text]))),
  constraint taps_pattern_check check ((pattern = any (array['single'::text, 'double'::text, 'triple'::text, 'heartbeat'::text]))),
  constraint taps_settled_in_the_end check (((settled_at is null) = (state = any (array['accepted'::text, 'sent'::text])))),
  constraint taps_state_check check ((state = any (array['accepted'::text, 'sent'::text, 'confirmed'::text, 'push_accepted'::text, 'expired'::text, 'failed'::text]))),
  constraint taps_from_user_id_fkey foreign key (from_user_id) references users(user_id) on delete cascade,
  constraint taps_pairing_id_fkey foreign key (pairing_id) references pairings(pairing_id) on delete cascade,
  constraint taps_to_user_id_fkey foreign key (to_user_id) references users(user_id) on delete cascade
);
create index taps_accepted_at on public.taps using btree (accepted_at);
create unique index taps_client_tap_id on public.taps using btree (from_user_id, client_tap_id) where (client_tap_id is not null);
create index taps_from on public.taps using btree (from_user_id, tap_id desc);
create index taps_open on public.taps using btree (expires_at) where (settled_at is null);
create index taps_pairing_id on public.taps using btree (pairing_id);
create index taps_to on public.taps using btree (to_user_id, tap_id desc);
create trigger taps_guard_state before update on public.taps for each row execute function guard_tap_state();
comment on column taps.seq is 'Its place among the live messages of the one it is for';
comment on column taps.tapped_at is 'When the finger was on the watch; later than that it may have arrived here';
comment on column taps.push_refused_at is 'When no device was left that would take it: unless it is felt live, it fails';

create table users (
  user_id uuid not null,
  created_at timestamp with time zone not null,
  constraint users_pkey primary key (user_id)
);
