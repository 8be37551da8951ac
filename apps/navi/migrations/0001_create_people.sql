-- People without accounts, and the devices that push messages reach them on. [N1]

-- up
create table users (
  user_id uuid primary key,
  created_at timestamptz not null
);

create table devices (
  device_id uuid primary key,
  user_id uuid not null references users on delete cascade,
  token text not null constraint devices_token unique,
  platform text not null check (platform in ('ios', 'watchos', 'web')),
  environment text not null check (environment in ('production', 'sandbox')),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  disabled_at timestamptz,
  disabled_reason text,
  constraint devices_disabled_with_reason check ((disabled_at is null) = (disabled_reason is null))
);
create index devices_user_id on devices (user_id);
comment on column devices.token is 'A device belongs to whoever registered it last';

-- down
drop table devices;
drop table users;
