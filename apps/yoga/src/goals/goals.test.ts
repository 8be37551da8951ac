import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { inBulk } from '../testing/in-bulk.ts'
import { insertHistories } from '../testing/insert-histories.ts'
import { practiceOf } from '../testing/practice.ts'
import { modelOf } from '../testing/practice-model.ts'
import { randomHistories } from '../testing/random-histories.ts'
import { createTestApp } from '../testing/test-app.ts'
import { list } from './goals.ts'
import { toGoal } from './to-goal.ts'

const app = await createTestApp()
const { send, clock, deps } = app
const { run, practised, livesIn, get, read } = practiceOf(app)

type Person = 'guest' | 'user' | 'other' | 'admin'
const set = (body: object, as: Person = 'user') => send({ method: 'POST', url: '/api/v1/goals', as, body })
const change = (id: unknown, body: object, as: Person = 'user') =>
  send({ method: 'PUT', url: `/api/v1/goals/${id}`, as, body })
const remove = (id: unknown, as: Person = 'user') =>
  send({ method: 'DELETE', url: `/api/v1/goals/${id}`, as })
const only = async () => (await read('/goals')).goals[0]

beforeEach(() => run('delete from goals'))

describe('setting a goal', () => {
  test('answers it with the week that is running and the twelve before', async () => {
    await practised({ at: '2026-03-02T07:00:00Z' })
    const { status, json } = await set({ kind: 'sessions_per_week', target: '3' })
    assert.equal(status, 201)
    const { goal_id, history, ...goal } = json
    assert.ok(goal_id > 0)
    assert.deepEqual(goal, {
      kind: 'sessions_per_week',
      target: 3,
      created_at: '2026-03-02T12:00:00.000Z',
      updated_at: '2026-03-02T12:00:00.000Z',
      progress: {
        period_start: '2026-03-02',
        period_end: '2026-03-08',
        value: 1,
        percentage: 33,
        met: false,
      },
    })
    assert.equal(history.length, 12)
    assert.deepEqual(history[0], {
      period_start: '2025-12-08',
      period_end: '2025-12-14',
      value: 0,
      met: null,
    })
    assert.equal(history[11].period_end, '2026-03-01')
  })

  test('of a kind that the person has is refused, also ten times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => set({ kind: 'minutes_per_week', target: i + 1 })),
    )
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b)
    assert.deepEqual(statuses, [201, ...Array.from({ length: 9 }, () => 409)])
    assert.equal((await set({ kind: 'minutes_per_week', target: 1 })).json.code, 'goal.kind_taken')
    assert.equal((await set({ kind: 'minutes_per_month', target: 1 })).status, 201)
    assert.equal((await set({ kind: 'minutes_per_week', target: 1 }, 'other')).status, 201)
  })

  test('takes what a week or a month can hold', async () => {
    const most = { sessions_per_week: 100, minutes_per_week: 10_080, minutes_per_month: 44_640 }
    for (const [kind, target] of Object.entries(most)) {
      assert.equal((await set({ kind, target: target + 1 })).status, 422, kind)
      assert.equal((await set({ kind, target })).status, 201, kind)
    }
    assert.equal((await set({ kind: 'sessions_per_week', target: 101 })).json.code, 'goal.out_of_reach')
    for (const body of [{}, { kind: 'hours', target: 1 }, { kind: 'minutes_per_week', target: 0 }])
      assert.equal((await set(body)).status, 422)
  })

  test('keeps nothing when its progress cannot be told', async () => {
    await livesIn('Nowhere/Land')
    assert.equal((await set({ kind: 'sessions_per_week', target: 3 })).json.code, 'time_zone.unknown')
    assert.equal((await get('/goals')).json.code, 'time_zone.unknown')
    await livesIn('UTC')
    assert.deepEqual(await read('/goals'), { goals: [], timezone: 'UTC' })
  })
})

describe('progress', () => {
  test('counts completed sessions, or their whole minutes, of the week from Monday', async () => {
    await set({ kind: 'sessions_per_week', target: 2 })
    await set({ kind: 'minutes_per_week', target: 25 })
    await practised({ at: '2026-03-01T23:59:59Z', seconds: 6000 })
    await practised({ at: '2026-03-02T00:00:00Z', seconds: 719 })
    await practised({ at: '2026-03-02T10:00:00Z', seconds: 780 })
    await practised({ at: '2026-03-02T11:00:00Z', seconds: 6000, state: 'partial' })
    await practised({ at: '2026-03-02T11:30:00Z', seconds: 6000, state: 'abandoned' })
    const { goals } = await read('/goals')
    assert.deepEqual(
      goals.map((g: { kind: string; progress: { value: number; percentage: number; met: boolean } }) => [
        g.kind,
        g.progress.value,
        g.progress.percentage,
        g.progress.met,
      ]),
      [
        ['minutes_per_week', 24, 96, false],
        ['sessions_per_week', 2, 100, true],
      ],
    )
    assert.equal(goals[0].history[11].value, 100)
  })

  test('counts a month from its first day where the person lives', async () => {
    await livesIn('Pacific/Kiritimati')
    clock.set('2026-03-31T09:59:59Z')
    await set({ kind: 'minutes_per_month', target: 60 })
    await practised({ at: '2026-02-28T10:00:00Z', seconds: 1800 })
    await practised({ at: '2026-02-28T09:59:59Z', seconds: 600 })
    const march = await only()
    assert.deepEqual(march.progress, {
      period_start: '2026-03-01',
      period_end: '2026-03-31',
      value: 30,
      percentage: 50,
      met: false,
    })
    assert.equal(march.history[11].value, 10)
    clock.set('2026-03-31T10:00:00Z')
    const april = await only()
    assert.equal(april.progress.period_start, '2026-04-01')
    assert.deepEqual(april.history[11], {
      period_start: '2026-03-01',
      period_end: '2026-03-31',
      value: 30,
      met: false,
    })
  })

  test('judges past periods from the one in which the goal was set', async () => {
    await practised({ at: '2026-02-25T07:00:00Z' })
    await practised({ at: '2026-03-02T07:00:00Z' })
    await set({ kind: 'sessions_per_week', target: 1 })
    clock.set('2026-03-16T12:00:00Z')
    const met = (await only()).history.map((of: { met: boolean | null }) => of.met)
    assert.deepEqual(met.slice(-3), [null, true, false])
  })

  test('agrees with a plain model for 1000 random histories', async () => {
    const people = await insertHistories(deps.db, randomHistories(7, 1000))
    await run(
      `insert into goals (user_id, kind, target, created_at, updated_at)
       select user_id, kind, 10, '2015-01-01', '2015-01-01'
       from unnest($1::int[]) as user_id, unnest(array['sessions_per_week', 'minutes_per_month']) as kind`,
      [people.map(({ userId }) => userId)],
    )
    const on = inBulk(deps.db)
    const answers = await Promise.all(people.map(({ userId, nowMs }) => list(on, new Date(nowMs), userId)))
    for (const [i, person] of people.entries()) {
      const { today, completedWithin } = modelOf(person.practices, person.zone, person.nowMs)
      const valuesOf = (goal: ReturnType<typeof toGoal>) =>
        [...goal.history, goal.progress].map((of) => of.value)
      const [months, weeks] = answers[i]!.goals.map(toGoal)
      const ago = Array.from({ length: 13 }, (_, n) => 12 - n)
      const week = today.subtract({ days: today.dayOfWeek - 1 })
      const month = today.with({ day: 1 })
      const inWeek = (weeks: number) =>
        completedWithin(week.subtract({ weeks }), week.subtract({ weeks: weeks - 1 })).sessions
      const inMonth = (months: number) =>
        completedWithin(month.subtract({ months }), month.subtract({ months: months - 1 })).seconds
      assert.deepEqual(valuesOf(weeks!), ago.map(inWeek), JSON.stringify(person))
      const minutes = ago.map((months) => Math.trunc(inMonth(months) / 60))
      assert.deepEqual(valuesOf(months!), minutes, JSON.stringify(person))
    }
  })
})

describe('changing and giving up a goal', () => {
  test('keeps its progress under the new target', async () => {
    await practised({ at: '2026-03-02T07:00:00Z' })
    const { goal_id } = (await set({ kind: 'sessions_per_week', target: 3 })).json
    clock.advance(60_000)
    const { status, json } = await change(goal_id, { target: 1 })
    assert.equal(status, 200)
    assert.deepEqual([json.target, json.progress.met, json.progress.percentage], [1, true, 100])
    assert.deepEqual(
      [json.created_at, json.updated_at],
      ['2026-03-02T12:00:00.000Z', '2026-03-02T12:01:00.000Z'],
    )
    assert.equal((await change(goal_id, { target: 101 })).json.code, 'goal.out_of_reach')
    assert.equal((await only()).target, 1)
  })

  test('lets another of its kind be set', async () => {
    const { goal_id } = (await set({ kind: 'sessions_per_week', target: 3 })).json
    const removed = await remove(goal_id)
    assert.deepEqual([removed.status, removed.text], [204, ''])
    assert.equal((await remove(goal_id)).status, 404)
    assert.equal((await set({ kind: 'sessions_per_week', target: 5 })).status, 201)
  })

  test('is refused to guests, and answers 404 to everybody else, administrators included', async () => {
    const { goal_id } = (await set({ kind: 'sessions_per_week', target: 3 })).json
    for (const [as, status] of [
      ['guest', 401],
      ['other', 404],
      ['admin', 404],
    ] as const) {
      assert.equal((await change(goal_id, { target: 1 }, as)).status, status, as)
      assert.equal((await remove(goal_id, as)).status, status, as)
    }
    assert.equal((await get('/goals', 'guest')).status, 401)
    assert.equal((await set({ kind: 'sessions_per_week', target: 3 }, 'guest')).status, 401)
    assert.deepEqual((await read('/goals', 'other')).goals, [])
    assert.equal((await change(999_999, { target: 1 })).json.code, 'goal.not_found')
    for (const id of ['abc', 0, 2 ** 31]) assert.equal((await remove(id)).status, 422)
  })
})
