import { sql } from 'kysely'

/**
 * Common table expressions that end in `progress`: for each person and each achievement what they have, what it takes, and
 * whether they have ever reached it. A streak shows the running one and is reached by the best; mastery counts poses of
 * sequences practised to the end, against those the library has in the category now.
 */
export const progressOf = (p: { userIds: readonly number[]; now: Date }) => sql`
  person as materialized (
    select user_id, timezone, (${p.now}::timestamptz at time zone timezone)::date as today
    from users where user_id = any(${p.userIds}::int[])
  ), done as materialized (
    select user_id, sequence_id, duration_seconds, (started_at at time zone timezone)::date as day
    from person join practice_sessions using (user_id)
    where state = 'completed'
  ), totals as (
    select user_id, count(*)::int as sessions, (sum(duration_seconds) / 60)::int as minutes from done group by user_id
  ), runs as (
    select user_id, count(*)::int as length, max(day) as last_day
    from (
      select user_id, day, day - row_number() over (partition by user_id order by day)::int as run
      from (select distinct user_id, day from done) as days
    ) as ranked
    group by user_id, run
  ), streaks as (
    select user_id, max(length) as best, max(length) filter (where last_day >= today - 1) as running
    from runs join person using (user_id) group by user_id
  ), practised as (
    select user_id, category, count(*)::int as poses
    from (
      select distinct user_id, pose_id
      from (select distinct user_id, sequence_id from done) as sequences
      join sequence_poses using (sequence_id)
    ) as steps
    join poses using (pose_id)
    where is_published
    group by user_id, category
  ), goal as materialized (
    select *, case type
      when 'mastery' then (
        select count(*)::int from poses where poses.category = achievements.category and is_published)
      else threshold_value end as target
    from achievements
  ), progress as (
    select person.user_id, goal.*,
      coalesce(case type when 'streak' then running when 'sessions' then sessions when 'time' then minutes else poses end, 0)
        as value,
      target > 0 and
        coalesce(case type when 'streak' then best when 'sessions' then sessions when 'time' then minutes else poses end, 0)
        >= target as is_reached
    from person
    cross join goal
    left join totals using (user_id)
    left join streaks using (user_id)
    left join practised on practised.user_id = person.user_id and practised.category = goal.category
  )`
