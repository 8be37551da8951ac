-- Messages to people on live connections: those of one person in one order without gaps, kept for people who come back.

-- up
create table kit.realtime_streams (
  recipient text primary key,
  epoch uuid not null,
  last_seq bigint not null,
  kept_from bigint not null
);

create table kit.realtime_messages (
  recipient text not null references kit.realtime_streams on delete cascade,
  seq bigint not null,
  message_id text not null,
  type text not null,
  payload jsonb not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null check (state in ('waiting', 'sent', 'confirmed', 'unconfirmed', 'expired', 'elsewhere')),
  sent_at timestamptz,
  settle_at timestamptz,
  primary key (recipient, seq)
);
create index realtime_messages_settle on kit.realtime_messages (settle_at) where settle_at is not null;
create index realtime_messages_made on kit.realtime_messages (made_at);

-- down
drop table kit.realtime_messages;
drop table kit.realtime_streams;
