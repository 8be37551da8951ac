import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import type { Executor } from '@groundwork/kit/db/database'
import { insertHistories } from '../testing/insert-histories.ts'
import { inBulk } from '../testing/in-bulk.ts'
import { modelOf, perDay, type PracticeModel } from '../testing/practice-model.ts'
import { randomHistories, type History } from '../testing/random-histories.ts'
import { createTestApp } from '../testing/test-app.ts'
import { calendar, list, stats } from './history.ts'
import { toCalendar, toStats } from './to-history.ts'

const SEED = 20_260_302
const PEOPLE = Number(process.env.HISTORIES ?? 1_000)
const AT_ONCE = 500

const { deps } = await createTestApp()
let people: (History & { userId: number })[]
/** Every fourth of them, for what costs more than it adds to ask of all. */
let some: typeof people

before(async () => {
  people = await insertHistories(deps.db, randomHistories(SEED, PEOPLE))
  some = people.filter((_person, i) => i % 4 === 0)
})

/** Compares what the application says of people with what the model says, and shows the first history that differs. */
async function compare<T>(
  who: typeof people,
  said: (on: Executor, person: (typeof people)[number]) => Promise<T>,
  expected: (person: (typeof people)[number]) => T,
) {
  const on = inBulk(deps.db)
  for (let i = 0; i < who.length; i += AT_ONCE) {
    const batch = who.slice(i, i + AT_ONCE)
    const answers = await Promise.all(batch.map((person) => said(on, person)))
    for (const [n, person] of batch.entries()) {
      const should = expected(person)
      if (isDeepStrictEqual(answers[n], should)) continue
      assert.deepEqual(answers[n], should, `seed ${SEED}: ${JSON.stringify(person)}`)
    }
  }
}

const DAY_MS = 86_400_000

function expectedStats({ practices, nowMs }: History, zone: string) {
  const { completed, today, ...model } = modelOf(practices, zone, nowMs)
  const week = today.subtract({ days: today.dayOfWeek - 1 })
  const month = today.with({ day: 1 })
  const ago = Array.from({ length: 12 }, (_, i) => 11 - i)
  return {
    total: completed.length,
    recent: completed.filter(({ startedMs }) => startedMs >= nowMs - 30 * DAY_MS).length,
    days: perDay(completed).length,
    current: model.currentStreak(),
    best: model.bestStreak(),
    weeks: ago.map((weeks) => {
      const start = week.subtract({ weeks })
      return { start: start.toString(), ...model.completedWithin(start, start.add({ weeks: 1 })) }
    }),
    months: ago.map((months) => {
      const start = month.subtract({ months })
      const amount = model.completedWithin(start, start.add({ months: 1 }))
      return { year: start.year, month: start.month, ...amount }
    }),
    hours: Array.from({ length: 24 }, (_, hour) => completed.filter((of) => of.hour === hour).length),
    zone,
  }
}

async function saidStats(on: Executor, { userId, nowMs }: (typeof people)[number], timezone?: string) {
  const said = toStats(await stats(on, new Date(nowMs), userId, timezone))
  return {
    total: said.total_sessions,
    recent: said.sessions_last_30_days,
    days: said.days_practiced,
    current: said.current_streak_days,
    best: said.best_streak_days,
    weeks: said.weekly.map(({ week_start, ...of }) => ({ start: week_start, ...amountOf(of) })),
    months: said.monthly.map(({ year, month, ...of }) => ({ year, month, ...amountOf(of) })),
    hours: said.time_of_day.map(({ session_count }) => session_count),
    zone: said.timezone,
  }
}

const amountOf = (of: { session_count: number; total_duration_seconds: number; days_practiced: number }) => ({
  sessions: of.session_count,
  seconds: of.total_duration_seconds,
  days: of.days_practiced,
})

describe(`for ${PEOPLE} random histories`, () => {
  test('statistics agree with the model in the zone of the profile', async () => {
    await compare(people, saidStats, (person) => expectedStats(person, person.zone))
  })

  test('statistics agree with the model in the zone somebody moves to', async () => {
    await compare(
      some,
      (on, person) => saidStats(on, person, person.nextZone),
      (person) => expectedStats(person, person.nextZone),
    )
  })

  test('the calendar agrees with the model for the last 90 days', async () => {
    await compare(
      people,
      async (on, { userId, nowMs }) => {
        const { months } = toCalendar(await calendar(on, new Date(nowMs), userId, {}))
        return months.flatMap(({ days }) =>
          days.map((day) => [day.date, day.session_count, day.total_duration_seconds]),
        )
      },
      ({ practices, zone, nowMs }) =>
        perDay(
          modelOf(practices, zone, nowMs).all.filter(({ startedMs }) => startedMs >= nowMs - 90 * DAY_MS),
        ).map(([day, { sessions, seconds }]) => [day, sessions, seconds]),
    )
  })

  test('the calendar of whole days agrees with the model in the zone somebody moves to', async () => {
    const modelThere = ({ practices, nowMs, nextZone }: History) => modelOf(practices, nextZone, nowMs)
    const weekBefore = ({ today }: PracticeModel) => ({
      first: today.subtract({ days: 7 }).toString(),
      last: today.subtract({ days: 1 }).toString(),
    })
    await compare(
      some,
      async (on, person) => {
        const { first, last } = weekBefore(modelThere(person))
        const query = { start_date: { day: first }, end_date: { day: last }, timezone: person.nextZone }
        const { days } = await calendar(on, new Date(person.nowMs), person.userId, query)
        return days.map(({ day, sessions, completed }) => [day, sessions, completed])
      },
      (person) => {
        const there = modelThere(person)
        const { first, last } = weekBefore(there)
        return perDay(there.all)
          .filter(([day]) => day >= first && day <= last)
          .map(([day, { sessions }]) => [
            day,
            sessions,
            there.completed.filter((of) => of.day === day).length,
          ])
      },
    )
  })

  test('the history of a day agrees with the model', async () => {
    const dayOf = ({ all, today }: PracticeModel) => all[all.length >> 1]?.day ?? today.toString()
    await compare(
      some,
      async (on, { userId, practices, zone, nowMs }) => {
        const day = dayOf(modelOf(practices, zone, nowMs))
        const page = { page: 1, page_size: 100, sort: 'oldest' } as const
        const { items } = await list(on, userId, { ...page, start_date: { day }, end_date: { day } })
        return items.map(({ startedAt }) => startedAt.getTime())
      },
      ({ practices, zone, nowMs }) => {
        const model = modelOf(practices, zone, nowMs)
        const ofDay = model.all.filter(({ day }) => day === dayOf(model))
        return ofDay.map(({ startedMs }) => startedMs).toSorted((a, b) => a - b)
      },
    )
  })
})
