-- Sequences that people keep at hand, each once per person [Y2]

-- up
create table favorites (
  user_id integer not null references users on delete cascade,
  sequence_id integer not null references sequences on delete cascade,
  created_at timestamptz not null,
  primary key (user_id, sequence_id)
);

create index favorites_latest on favorites (user_id, created_at desc, sequence_id desc);
create index favorites_sequence on favorites (sequence_id);

-- down
drop table favorites;
