import { sql } from 'kysely'
import type { Goals } from '../../generated/database.ts'
import { change, first, many } from '../statements.ts'

/** Inserts a goal unless the person has one of its kind. */
export const insertGoal = first(
  'goals.insert',
  (db, p: { userId: number; kind: Goals['kind']; target: number; now: Date }) =>
    db
      .insertInto('goals')
      .values({ userId: p.userId, kind: p.kind, target: p.target, createdAt: p.now, updatedAt: p.now })
      .onConflict((on) => on.columns(['userId', 'kind']).doNothing())
      .returning('goalId'),
)

export const updateTarget = change(
  'goals.update_target',
  (db, p: { userId: number; goalId: number; target: number; now: Date }) =>
    db
      .updateTable('goals')
      .set({ target: p.target, updatedAt: p.now })
      .where('userId', '=', p.userId)
      .where('goalId', '=', p.goalId),
)

export const deleteGoal = change('goals.delete', (db, p: { userId: number; goalId: number }) =>
  db.deleteFrom('goals').where('userId', '=', p.userId).where('goalId', '=', p.goalId),
)

export interface GoalRow {
  timezone: string
  /** Null, like what follows, on the single row that stands for a person without goals. */
  goalId: number | null
  kind: Goals['kind']
  target: number
  createdAt: Date
  updatedAt: Date
  /** The day on which it was set, `YYYY-MM-DD`. */
  setOn: string
  /** This week or month and the twelve before, oldest first; `start` and `end` are their first and last day. */
  periods: { start: string; end: string; sessions: number; seconds: number }[]
}

/** A person's goals, or one of them, with what they practised in the periods of each, by their own time zone. */
export const listProgress = many(
  'goals.list_progress',
  (_db, p: { userId: number; goalId?: number; now: Date }, has) => sql<GoalRow>`
  with person as (
    select timezone, (${p.now}::timestamptz at time zone timezone)::date::timestamp as today
    from users where user_id = ${p.userId}
  ), done as materialized (
    select started_at at time zone timezone as local, duration_seconds
    from person join practice_sessions on user_id = ${p.userId}
    where state = 'completed' and started_at >= ${p.now}::timestamptz - interval '14 months'
  ), amounts as (
    select 'week' as unit, date_trunc('week', local) as start, count(*)::int as sessions, sum(duration_seconds)::int as seconds
    from done group by 2
    union all
    select 'month', date_trunc('month', local), count(*)::int, sum(duration_seconds)::int
    from done group by 2
  ), wanted as (
    select *, case kind when 'minutes_per_month' then 'month' else 'week' end as unit
    from goals where user_id = ${p.userId} ${has('goalId') ? sql`and goal_id = ${p.goalId}` : sql``}
  )
  select person.timezone, goal_id, kind, target, created_at, updated_at,
    (created_at at time zone person.timezone)::date as set_on,
    (select json_agg(json_build_object('start', first::date, 'end', (first + step - interval '1 day')::date,
        'sessions', coalesce(sessions, 0), 'seconds', coalesce(seconds, 0)) order by first)
     from (select ('1 ' || wanted.unit)::interval as step) as steps
     cross join lateral generate_series(
       date_trunc(wanted.unit, today) - 12 * step, date_trunc(wanted.unit, today), step) as first
     left join amounts on amounts.unit = wanted.unit and amounts.start = first) as periods
  from person left join wanted on true
  order by kind`,
)
