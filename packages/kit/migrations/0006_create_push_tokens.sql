-- The tokens by which all processes together sign in to push services that count how many are made.

-- up
create table kit.push_tokens (
  name text primary key,
  token text not null,
  minted_at timestamptz not null
);
comment on column kit.push_tokens.token is 'Worth nothing an hour after it was made';

-- down
drop table kit.push_tokens;
