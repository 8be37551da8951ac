-- A hundred thousand rows in every table that grows, for asking the planner what it would do there. They run in any order.

insert into users (user_id, created_at)
select md5('user ' || n)::uuid, timestamptz '2026-01-01' + n * interval '1 minute' from generate_series(1, 100000) as n;

insert into devices (device_id, user_id, token, platform, environment, p256dh, auth_secret, created_at, last_seen_at)
select md5('device ' || n)::uuid, md5('user ' || n % 50000)::uuid, 'token ' || n, (array['ios', 'watchos', 'web'])[1 + n % 3],
  'production', case when n % 3 = 2 then 'point' end, case when n % 3 = 2 then 'secret' end,
  timestamptz '2026-01-01', timestamptz '2026-01-01' + n * interval '1 minute'
from generate_series(1, 100000) as n;

insert into pairings (pairing_id, lower_user_id, higher_user_id, paired_at, ended_at)
select md5('pairing ' || n)::uuid, least(a, b), greatest(a, b), timestamptz '2026-01-01' + n * interval '1 minute',
  case when n > 25000 then timestamptz '2026-02-01' + n * interval '1 minute' end
from generate_series(1, 100000) as n,
  lateral (select md5('user ' || 2 * (n % 50000))::uuid as a, md5('user ' || 2 * (n % 50000) + 1)::uuid as b) as two;

insert into pairing_codes (creator_id, code_hash, created_at, expires_at)
select md5('user ' || n)::uuid, sha256(n::text::bytea), at - interval '10 minutes', at
from generate_series(1, 100000) as n, lateral (select timestamptz '2026-03-02 11:00+00' + n * interval '1 minute' as at) as time;

insert into taps (tap_id, pairing_id, from_user_id, to_user_id, intensity, pattern, client_tap_id, seq, tapped_at, accepted_at, expires_at, state, settled_at)
select md5('tap ' || n)::uuid, md5('pairing ' || n % 1000)::uuid, md5('user ' || 2 * (n % 1000))::uuid,
  md5('user ' || 2 * (n % 1000) + 1)::uuid, 'medium', 'single', case when n % 2 = 0 then 'client ' || n end, n, at, at,
  at + interval '2 minutes', case when n % 500 = 0 then 'accepted' else 'confirmed' end, case when n % 500 <> 0 then at end
from generate_series(1, 200000) as n, lateral (select timestamptz '2026-02-10 00:00+00' + n * interval '10 seconds' as at) as time;

insert into kit.auth_sessions (session_id, subject, family_hash, refresh_hash, remembered, idle_ms, created_at, last_seen_at, expires_at, absolute_expires_at)
select md5('session ' || n)::uuid, md5('user ' || n)::text, sha256(n::text::bytea), sha256(n::text::bytea), true, 1000,
  timestamptz '2026-01-01', timestamptz '2026-01-01', timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2036-01-01'
from generate_series(1, 100000) as n;

insert into kit.auth_failures (account_hash, failures, expires_at)
select sha256(n::text::bytea), 1, timestamptz '2026-01-01' + n * interval '1 second' from generate_series(1, 100000) as n;

insert into kit.realtime_streams (recipient, epoch, last_seq, kept_from)
select md5('user ' || n)::uuid::text, md5(n::text)::uuid, 100, 1 from generate_series(1, 100000) as n;

insert into kit.realtime_messages (recipient, seq, message_id, type, payload, made_at, expires_at, state, settle_at)
select md5('user ' || n % 1000)::uuid::text, n / 1000, n::text, 'tap_received', '{}', at, at + interval '2 minutes',
  case when n % 500 = 0 then 'waiting' else 'confirmed' end, case when n % 500 = 0 then at + interval '2 minutes' end
from generate_series(1000, 200000) as n, lateral (select timestamptz '2026-02-10 00:00+00' + n * interval '10 seconds' as at) as time;
