-- Every tap and what became of it: exactly one end for each. [N3]

-- up
create table taps (
  tap_id uuid primary key,
  pairing_id uuid not null references pairings on delete cascade,
  from_user_id uuid not null references users on delete cascade,
  to_user_id uuid not null references users on delete cascade,
  intensity text not null check (intensity in ('light', 'medium', 'strong')),
  pattern text not null check (pattern in ('single', 'double', 'triple', 'heartbeat')),
  client_tap_id text,
  seq bigint not null,
  tapped_at timestamptz not null,
  accepted_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'accepted'
    check (state in ('accepted', 'sent', 'confirmed', 'push_accepted', 'expired', 'failed')),
  sent_at timestamptz,
  settled_at timestamptz,
  constraint taps_seq unique (to_user_id, seq),
  constraint taps_settled_in_the_end check ((settled_at is null) = (state in ('accepted', 'sent')))
);
create unique index taps_client_tap_id on taps (from_user_id, client_tap_id) where client_tap_id is not null;
create index taps_from on taps (from_user_id, tap_id desc);
create index taps_to on taps (to_user_id, tap_id desc);
create index taps_pairing_id on taps (pairing_id);
create index taps_open on taps (expires_at) where settled_at is null;
create index taps_accepted_at on taps (accepted_at);
comment on column taps.tapped_at is 'When the finger was on the watch; later than that it may have arrived here';
comment on column taps.seq is 'Its place among the live messages of the one it is for';

-- accepted → sent → an end, or accepted → an end; what has ended stays as it is.
create function guard_tap_state() returns trigger language plpgsql as $$
begin
  if old.settled_at is not null or (new.state = 'accepted' and old.state <> 'accepted') then
    raise exception 'tap % cannot go from % to %', old.tap_id, old.state, new.state using errcode = 'check_violation';
  end if;
  return new;
end
$$;
create trigger taps_guard_state before update on taps
  for each row execute function guard_tap_state();

-- down
drop table taps;
drop function guard_tap_state();
