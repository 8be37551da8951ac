-- Who is paired with whom: one row for a pair, one live pair for a person. And the codes that make pairs. [N2]

-- up
create table pairings (
  pairing_id uuid primary key,
  lower_user_id uuid not null references users on delete cascade,
  higher_user_id uuid not null references users on delete cascade,
  paired_at timestamptz not null,
  ended_at timestamptz,
  constraint pairings_ordered check (lower_user_id < higher_user_id)
);
create unique index pairings_live_lower on pairings (lower_user_id) where ended_at is null;
create unique index pairings_live_higher on pairings (higher_user_id) where ended_at is null;
create index pairings_lower on pairings (lower_user_id);
create index pairings_higher on pairings (higher_user_id);

-- The indexes know one column each; somebody could still be the lower of one pair and the higher of another.
create function refuse_second_pairing() returns trigger language plpgsql as $$
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
$$;
create trigger pairings_one_each before insert on pairings
  for each row execute function refuse_second_pairing();

create table pairing_codes (
  creator_id uuid primary key references users on delete cascade,
  code_hash bytea not null constraint pairing_codes_hash unique,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  refusals integer not null default 0,
  used_by uuid references users on delete cascade,
  pairing_id uuid references pairings on delete cascade,
  constraint pairing_codes_used check ((used_by is null) = (pairing_id is null))
);
create index pairing_codes_expires_at on pairing_codes (expires_at);
create index pairing_codes_used_by on pairing_codes (used_by) where used_by is not null;
create index pairing_codes_pairing_id on pairing_codes (pairing_id) where pairing_id is not null;
comment on column pairing_codes.code_hash is 'HMAC of the six digits: so few can be found from a plain hash';
comment on column pairing_codes.refusals is 'Joins with this code that were refused; too many end it';

-- down
drop table pairing_codes;
drop table pairings;
drop function refuse_second_pairing();
