-- A hundred thousand rows in every table that grows, for asking the planner what it would do there. The rows look
-- like real ones where that matters to plans: a tenth of the sequences are presets, people differ, times are spread.
-- The statements run in any order.

insert into users (email, password_hash, name, created_at, deletion_requested_at)
select 'person' || n || '@example.com', 'none', 'Person ' || n, timestamptz '2026-01-01' + n * interval '1 minute',
  case when n % 500 = 0 then timestamptz '2026-03-01' end
from generate_series(1, 100000) as n;

insert into poses (name_english, name_sanskrit, category, difficulty_level, description, instructions, target_areas, image_urls, is_published)
select initcap(words[1 + n % 7] || ' ' || words[1 + n / 7 % 7]) || ' ' || n, initcap(words[1 + n / 49 % 7]) || 'asana',
  (array['standing', 'seated', 'balancing', 'backbends', 'forward_bends', 'twists', 'inversions', 'arm_balances', 'restorative'])[1 + n % 9],
  (array['beginner', 'intermediate', 'advanced'])[1 + n % 3], words[1 + n % 5] || ' and breathe', array['Breathe.'],
  array[words[1 + n % 6], (array['hips', 'legs', 'spine', 'core'])[1 + n % 4]], array['/images/poses/tree-pose.svg'], n % 100 <> 0
from generate_series(1, 100000) as n,
  (select array['tree', 'warrior', 'cobra', 'eagle', 'lotus', 'bridge', 'crow'] as words) as vocabulary;

insert into sequences (name, description, difficulty_level, duration_minutes, focus_area, style, theme, is_preset, created_by, is_published)
select initcap(words[1 + n % 7]) || ' flow ' || n, 'A ' || words[1 + n / 7 % 7] || ' practice',
  (array['beginner', 'intermediate', 'advanced'])[1 + n % 3], 5 + n % 100,
  (array['flexibility', 'strength', 'relaxation', 'balance', 'core', 'energy'])[1 + n % 6],
  (array['vinyasa', 'yin', 'restorative', 'hatha', 'power', 'gentle'])[1 + n / 6 % 6], words[1 + n % 7],
  n % 10 = 0, case when n % 10 <> 0 then 1 + n % 1000 end, n % 1000 <> 0
from generate_series(1, 100000) as n,
  (select array['morning', 'evening', 'quiet', 'strong', 'slow', 'bright', 'deep'] as words) as vocabulary;

insert into sequence_poses (sequence_id, pose_id, position_order, duration_seconds)
select 1 + n / 2, 1 + n * 7 % 100000, 1 + n % 2, 60 from generate_series(0, 199999) as n;

insert into practice_sessions (user_id, sequence_id, state, started_at, completed_at, duration_seconds)
select 1 + n % 1000, 1 + n % 5000, (array['completed', 'completed', 'partial', 'abandoned'])[1 + n / 1000 % 4],
  timestamptz '2025-01-01' + n * interval '6 minutes', timestamptz '2025-01-01' + n * interval '6 minutes' + interval '20 minutes', 1200
from generate_series(1, 100000) as n;

insert into favorites (user_id, sequence_id, created_at)
select 1 + n % 1000, 1 + n % 1000 + n / 1000 * 10, timestamptz '2026-01-01' + n * interval '1 minute'
from generate_series(0, 99999) as n;

insert into goals (user_id, kind, target, created_at, updated_at)
select 1 + n / 3, (array['sessions_per_week', 'minutes_per_week', 'minutes_per_month'])[1 + n % 3], 10, now(), now()
from generate_series(0, 99999) as n;

insert into achievements (code, name, description, type, threshold_value, icon, position)
select 'c' || n, 'Name', 'Text', 'sessions', n, 'star', n from generate_series(1, 30) as n;

insert into user_achievements (user_id, achievement_id, earned_at)
select 1 + n / 30, 1 + n % 30, timestamptz '2026-01-01' + n * interval '1 minute' from generate_series(0, 99999) as n;

insert into content_versions (kind, content_id, action, changed_by, changed_at, after)
select (array['pose', 'sequence'])[1 + n % 2], 1 + n / 4, 'update', 1 + n % 10, timestamptz '2026-01-01' + n * interval '1 minute',
  jsonb_build_object('description', repeat(md5(n::text), 5))
from generate_series(1, 100000) as n;

-- Few rows have expired: a job removes them.
insert into kit.auth_sessions (session_id, subject, family_hash, refresh_hash, remembered, idle_ms, created_at, last_seen_at, expires_at, absolute_expires_at)
select md5(n::text)::uuid, (1 + n % 50000)::text, sha256(n::text::bytea), sha256(n::text::bytea), true, 604800000, t, t, t + interval '7 days', t + interval '90 days'
from (select n, timestamptz '2026-03-01' + n * interval '1 hour' as t from generate_series(1, 100000) as n) as sessions;

insert into kit.auth_failures (account_hash, failures, expires_at)
select sha256(n::text::bytea), 1 + n % 5, timestamptz '2026-03-01' + n * interval '1 hour' from generate_series(1, 100000) as n;

insert into kit.auth_one_time_tokens (purpose, subject, token_hash, expires_at)
select 'reset_password', n::text, sha256(n::text::bytea), timestamptz '2026-03-01' + n * interval '1 hour' from generate_series(1, 100000) as n;

insert into kit.api_keys (key_id, subject, name, scopes, secret_hash, hash_kid, created_at, expires_at)
select md5(n::text)::uuid, (1 + n % 50000)::text, 'Watch', '{practice.write}', sha256(n::text::bytea), 'test', t, t + interval '90 days'
from (select n, timestamptz '2026-03-01' + n * interval '1 hour' as t from generate_series(1, 100000) as n) as keys;

insert into kit.kept_answers (subject, operation, key, fingerprint, attempt, lease_until, expires_at, status, headers, body)
select (1 + n % 5000)::text, 'POST /api/v1/sessions/start', md5(n::text), sha256(n::text::bytea), md5(n::text)::uuid, t, t + interval '1 day', 200, '{}', '{}'
from (select n, timestamptz '2026-03-01' + n * interval '1 minute' as t from generate_series(1, 100000) as n) as answers;

insert into kit.roles (role, description) values ('admin', 'Everything'), ('editor', 'Content');

insert into kit.role_permissions (role, permission) values ('admin', 'role.assign'), ('editor', 'pose.write');

insert into kit.role_assignments (subject, role, assigned_by, assigned_at)
select n::text, case when n <= 20 then (array['admin', 'editor'])[1 + n % 2] else 'role ' || n % 1000 end, 'test', now()
from generate_series(1, 100000) as n;

insert into kit.audit_log (at, actor, action, subject, details)
select timestamptz '2026-01-01' + n * interval '1 minute', (n % 10)::text, 'role.assign', (n % 1000)::text, '{}' from generate_series(1, 100000) as n;

insert into data_exports (user_id, request_id, requested_at, ready_at, expires_at, file_name, size_bytes)
select n, md5(n::text)::uuid, t, t, t + interval '7 days', n || '.json', 10000
from (select n, timestamptz '2026-03-01' + n * interval '1 hour' as t from generate_series(1, 100000) as n) as exports;
