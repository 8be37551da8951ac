import { sql } from 'kysely'
import { first } from '../statements.ts'
import { zoneOf } from './period-sql.ts'

export interface PeriodAmount {
  /** First day, `YYYY-MM-DD`. */
  start: string
  sessions: number
  seconds: number
  days: number
}

export interface Summary {
  timezone: string
  started: number
  completed: number
  completedSeconds: number
  completedRecently: number
  days: number
  currentStreak: number
  bestStreak: number
  weeks: PeriodAmount[]
  months: PeriodAmount[]
  hours: { hour: number; sessions: number }[]
}

/** The last twelve weeks or months, empty ones included. */
const amountsPer = (unit: 'week' | 'month') => sql`(
    select json_agg(json_build_object('start', start::date, 'sessions', coalesce(sessions, 0),
      'seconds', coalesce(seconds, 0), 'days', coalesce(days, 0)) order by start)
    from generate_series(date_trunc(${sql.lit(unit)}, zone.today) - ${sql.lit(`11 ${unit}s`)}::interval,
      date_trunc(${sql.lit(unit)}, zone.today), ${sql.lit(`1 ${unit}`)}::interval) as start
    left join (
      select date_trunc(${sql.lit(unit)}, local) as start, count(*)::int as sessions,
        sum(duration_seconds)::int as seconds, count(distinct local::date)::int as days
      from done group by 1
    ) as amounts using (start))`

export interface Favorites {
  sequences: { id: number; name: string; sessions: number }[]
  styles: { style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'; sessions: number }[]
  poses: { id: number; name: string; sessions: number }[]
}

/** What a person practised most, by completed sessions; sessions without a sequence are left out. */
const favoritesOf = (p: { userId: number; limit: number }) => sql`
  with counted as materialized (
    select sequence_id, name, style, sessions
    from (
      select sequence_id, count(*)::int as sessions from practice_sessions
      where user_id = ${p.userId} and state = 'completed' and sequence_id is not null
      group by sequence_id
    ) as practised
    join sequences using (sequence_id)
  )
  select
    (select coalesce(json_agg(top), '[]') from (
       select sequence_id as id, name, sessions from counted order by sessions desc, name, id limit ${p.limit}
     ) as top) as sequences,
    (select coalesce(json_agg(top), '[]') from (
       select style, sum(sessions)::int as sessions from counted group by style order by sessions desc, style
     ) as top) as styles,
    (select coalesce(json_agg(top), '[]') from (
       select pose_id as id, name_english as name, sum(sessions)::int as sessions
       from counted
       join (
         select distinct sequence_id, pose_id from sequence_poses
         where sequence_id in (select sequence_id from counted)
       ) as steps using (sequence_id)
       join poses using (pose_id)
       group by pose_id, name_english
       order by sessions desc, name, id limit ${p.limit}
     ) as top) as poses`

/**
 * What a person practised, in their zone unless another is given, and what of it most. `runs` are days in a row: in a run, a
 * day minus its rank among the days is constant.
 */
export const summarize = first(
  'history.summarize',
  (_db, p: { userId: number; timezone?: string; now: Date; recentStart: Date; limit: number }) => sql<
    Summary & Favorites
  >`
  with zone as (
    select name, (${p.now}::timestamptz at time zone name)::date::timestamp as today
    from (select ${zoneOf(p)} as name) as chosen
  ), own as materialized (
    select state, duration_seconds, started_at, started_at at time zone zone.name as local
    from zone join practice_sessions on user_id = ${p.userId}
  ), done as (
    select duration_seconds, started_at, local from own where state = 'completed'
  ), runs as (
    select count(*)::int as length, max(day) as last_day
    from (
      select day, day - row_number() over (order by day)::int as run
      from (select distinct local::date as day from done) as days
    ) as ranked
    group by run
  )
  select zone.name as timezone, totals.*, streaks.*, favorites.*,
    (select count(*)::int from own) as started,
    ${amountsPer('week')} as weeks,
    ${amountsPer('month')} as months,
    (select json_agg(json_build_object('hour', hour, 'sessions', coalesce(sessions, 0)) order by hour)
     from generate_series(0, 23) as hour
     left join (
       select extract(hour from local)::int as hour, count(*)::int as sessions from done group by 1
     ) as counted using (hour)) as hours
  from zone,
    (select count(*)::int as completed, coalesce(sum(duration_seconds), 0)::int as completed_seconds,
       (count(*) filter (where started_at >= ${p.recentStart}))::int as completed_recently,
       count(distinct local::date)::int as days
     from done) as totals,
    lateral (
      select coalesce(max(length), 0) as best_streak,
        coalesce(max(length) filter (where last_day >= zone.today::date - 1), 0) as current_streak
      from runs) as streaks,
    (${favoritesOf(p)}) as favorites`,
)
