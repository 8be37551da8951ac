import type { z } from 'zod'
import type { Executor } from '@groundwork/kit/db/database'
import { splitPage } from '@groundwork/kit/db/page'
import { offsetOf } from '@groundwork/kit/http/page'
import type { Moment } from '../time/moment.ts'
import { inKnownZone } from '../time/time-zone.ts'
import { countDays, type CalendarRow } from './calendar-queries.ts'
import type { listHistory, readCalendar } from './contract.ts'
import { pagesBy, type State } from './list-queries.ts'
import { periodOf } from './period-sql.ts'
import { summarize } from './stats-queries.ts'

type ListQuery = z.output<NonNullable<typeof listHistory.query>>
type CalendarQuery = z.output<NonNullable<typeof readCalendar.query>>

const DAY_MS = 86_400_000
const CALENDAR_DAYS = 90
const RECENT_DAYS = 30
const FAVORITES = 10

/** The page of a person's sessions that a query asks for. */
export async function list(on: Executor, userId: number, query: ListQuery) {
  const { state, kind, timezone, start_date, end_date } = query
  const filter = { userId, states: statesOf(state), kind, timezone, ...periodOf(start_date, end_date) }
  return splitPage(await inKnownZone(() => pagesBy[query.sort](on, { ...filter, ...offsetOf(query) })))
}

/** The days on which sessions started: from 90 days before the end, and until `now`, unless the query says otherwise. */
export async function calendar(on: Executor, now: Date, userId: number, query: CalendarQuery) {
  const end = query.end_date ?? { at: now }
  const period = periodOf(query.start_date ?? daysBefore(end, CALENDAR_DAYS), end)
  const { state, timezone } = query
  const rows = await inKnownZone(() =>
    countDays(on, { userId, states: statesOf(state), timezone, ...period }),
  )
  return { timezone: rows[0]!.timezone, days: rows.filter(hasDay) }
}

/** Totals, streaks and habits, by the days of `timezone` or else of the person. */
export async function stats(on: Executor, now: Date, userId: number, timezone?: string) {
  const recentStart = new Date(now.getTime() - RECENT_DAYS * DAY_MS)
  const wanted = { userId, timezone, now, recentStart, limit: FAVORITES }
  return (await inKnownZone(() => summarize(on, wanted)))!
}

function statesOf(state: ListQuery['state']): State[] | undefined {
  if (state === undefined) return undefined
  return state === 'unfinished' ? ['abandoned', 'in_progress'] : [state]
}

function daysBefore(moment: Moment, days: number): Moment {
  if ('at' in moment) return { at: new Date(moment.at.getTime() - days * DAY_MS) }
  return { day: Temporal.PlainDate.from(moment.day).subtract({ days }).toString() }
}

const hasDay = (row: CalendarRow): row is CalendarRow & { day: string } => row.day !== null
