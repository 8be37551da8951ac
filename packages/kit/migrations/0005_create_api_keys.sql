-- Keys that programs call with on behalf of a person. The secret is stored as a keyed hash only.

-- up
create table kit.api_keys (
  key_id uuid primary key,
  subject text not null,
  name text not null,
  scopes text[] not null,
  secret_hash bytea not null,
  hash_kid text not null,
  rotated_from uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint api_keys_expiry_follows_creation check (expires_at >= created_at)
);
create index api_keys_subject on kit.api_keys (subject, key_id desc);
create index api_keys_expires_at on kit.api_keys (expires_at);
comment on column kit.api_keys.hash_kid is 'Which of the keys of this installation made the hash';
comment on column kit.api_keys.last_used_at is 'To within five minutes';
comment on column kit.api_keys.rotated_from is 'The key that this one takes the place of';

-- down
drop table kit.api_keys;
