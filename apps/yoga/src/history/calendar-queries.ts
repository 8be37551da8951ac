import { sql } from 'kysely'
import { many } from '../statements.ts'
import { within, zoneOf, type Period } from './period-sql.ts'
import type { State } from './list-queries.ts'

export interface CalendarRow {
  timezone: string
  /** Null on the single row that stands for a period without sessions. */
  day: string | null
  sessions: number
  seconds: number
  completed: number
  completedSeconds: number
}

/** Sessions per day, first day first, in the person's zone unless another is given. */
export const countDays = many(
  'history.count_days',
  (_db, p: Period & { userId: number; states?: readonly State[]; timezone?: string }, has) => {
    const conditions = within(p, has, sql<string>`zone.name`)
    if (has('states')) conditions.push(sql`state = any(${p.states}::text[])`)
    return sql<CalendarRow>`
  with zone as (select ${zoneOf(p)} as name),
  days as (
    select (started_at at time zone zone.name)::date as day, count(*)::int as sessions,
      sum(duration_seconds)::int as seconds,
      (count(*) filter (where state = 'completed'))::int as completed,
      coalesce(sum(duration_seconds) filter (where state = 'completed'), 0)::int as completed_seconds
    from zone join practice_sessions on user_id = ${p.userId}
    where ${conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)}
    group by 1
  )
  select zone.name as timezone, days.* from zone left join days on true order by day`
  },
)
