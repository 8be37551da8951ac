-- What sign-in needs to remember: sessions, failed attempts, and tokens sent by mail. Secrets are stored as hashes only.

-- up
create schema if not exists kit;

create table kit.auth_sessions (
  session_id uuid primary key,
  subject text not null,
  family_hash bytea not null,
  refresh_hash bytea not null,
  remembered boolean not null,
  user_agent text,
  address text,
  idle_ms bigint not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  absolute_expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  constraint auth_sessions_end_has_reason check ((ended_at is null) = (end_reason is null)),
  constraint auth_sessions_expiry_bounded check (expires_at <= absolute_expires_at)
);
create index auth_sessions_subject on kit.auth_sessions (subject, created_at desc);
create index auth_sessions_expires_at on kit.auth_sessions (expires_at);
comment on column kit.auth_sessions.family_hash is 'Proves that a refresh token, current or not, was issued for this session';
comment on column kit.auth_sessions.expires_at is 'Moves with use by idle_ms, never past absolute_expires_at';

create table kit.auth_failures (
  account_hash bytea primary key,
  failures integer not null,
  expires_at timestamptz not null
);
create index auth_failures_expires_at on kit.auth_failures (expires_at);

create table kit.auth_one_time_tokens (
  purpose text not null,
  subject text not null,
  token_hash bytea not null,
  context text,
  expires_at timestamptz not null,
  primary key (purpose, subject)
);
create unique index auth_one_time_tokens_token_hash on kit.auth_one_time_tokens (token_hash);
create index auth_one_time_tokens_subject on kit.auth_one_time_tokens (subject);
create index auth_one_time_tokens_expires_at on kit.auth_one_time_tokens (expires_at);

-- down
drop table kit.auth_one_time_tokens;
drop table kit.auth_failures;
drop table kit.auth_sessions;
