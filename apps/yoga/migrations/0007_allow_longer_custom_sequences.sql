-- People build their own sequences longer than presets are: two hours is advice to them, not a limit [Y2]

-- up
alter table sequences
  add constraint sequences_duration
  check (duration_minutes between 1 and case when is_preset then 120 else 240 end) not valid;

-- up
alter table sequences validate constraint sequences_duration;
alter table sequences drop constraint sequences_duration_minutes_check;

-- down
alter table sequences
  add constraint sequences_duration_minutes_check check (duration_minutes between 1 and 120) not valid;
alter table sequences drop constraint sequences_duration;

-- down
update sequences set duration_minutes = 120 where duration_minutes > 120;
alter table sequences validate constraint sequences_duration_minutes_check;
