import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Has } from '@groundwork/kit/db/statements'
import type { Moment } from '../time/moment.ts'

/** From when until when sessions started; each end is an instant or a whole day, and included. */
export interface Period {
  startAt?: Date
  startDay?: string
  endAt?: Date
  endDay?: string
}

/** The period between two moments, each of which may be open. */
export function periodOf(start: Moment | undefined, end: Moment | undefined): Period {
  return {
    ...(start && ('at' in start ? { startAt: start.at } : { startDay: start.day })),
    ...(end && ('at' in end ? { endAt: end.at } : { endDay: end.day })),
  }
}

/** The person's time zone, unless another was asked for; looked up once for a statement. */
export const zoneOf = (p: { userId: number; timezone?: string | undefined }) =>
  sql<string>`coalesce(${p.timezone}::text, (select timezone from users where user_id = ${p.userId}))`

/**
 * The conditions that sessions started within the period. A day is compared as a day, because not every one begins at
 * midnight or has one midnight; the wider bounds in UTC beside it let an index find the rows.
 */
export function within(p: Period, has: Has<Period>, zone: RawBuilder<string>): RawBuilder<SqlBool>[] {
  const day = sql`(started_at at time zone ${zone})::date`
  const utcDay = (of: string | undefined, offset: number) =>
    sql`(${of}::date + ${sql.lit(offset)})::timestamp at time zone 'UTC'`
  const conditions: RawBuilder<SqlBool>[] = []
  if (has('startAt')) conditions.push(sql`started_at >= ${p.startAt}`)
  if (has('endAt')) conditions.push(sql`started_at <= ${p.endAt}`)
  if (has('startDay'))
    conditions.push(sql`started_at >= ${utcDay(p.startDay, -1)}`, sql`${day} >= ${p.startDay}::date`)
  if (has('endDay'))
    conditions.push(sql`started_at < ${utcDay(p.endDay, 2)}`, sql`${day} <= ${p.endDay}::date`)
  return conditions
}
