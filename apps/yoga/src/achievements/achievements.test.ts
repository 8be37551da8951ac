import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { recordStatements, type StatementRecord } from '@groundwork/kit/db/database'
import { seedDefinitions } from '../content/seed-definitions.ts'
import { insertHistories } from '../testing/insert-histories.ts'
import { practiceOf } from '../testing/practice.ts'
import { modelOf } from '../testing/practice-model.ts'
import { randomHistories } from '../testing/random-histories.ts'
import { createTestApp } from '../testing/test-app.ts'
import { award, backfill, backfillNew } from './achievements.ts'

const app = await createTestApp()
const { send, jobs, clock, deps, ids } = app
const { run, practised, livesIn, get, read } = practiceOf(app)

interface Achievement {
  code: string
  category: string | null
  earned_at: string | null
  progress: { value: number; target: number; percentage: number }
}

const post = (path: string, body: object) =>
  send({ method: 'POST', url: `/api/v1/sessions${path}`, as: 'user', body })
const all = async (): Promise<Achievement[]> => (await read('/achievements')).achievements
const one = async (code: string) => (await all()).find((a) => a.code === code)!
const earned = async (): Promise<string[]> =>
  (await read('/achievements/earned')).achievements.map(({ code }: Achievement) => code)

async function practisesDaily(first: string, days: number) {
  const start = Temporal.Instant.from(first)
  for (let day = 0; day < days; day++) await practised({ at: start.add({ hours: 24 * day }).toString() })
}

beforeEach(async () => {
  await jobs.runPending()
  await run('delete from user_achievements')
})

describe('finishing a session', () => {
  test('earns the first achievement, and says so in the list, once', async () => {
    const { session_id } = (await post('/start', { sequence_id: 1 })).json
    clock.advance(600_000)
    await post('/complete', { session_id, duration_seconds: 600 })
    assert.deepEqual(await earned(), [])
    const runs = await jobs.runPending()
    assert.deepEqual(
      runs.map(({ job, outcome }) => [job, outcome]),
      [
        ['achievements.award', 'completed'],
        ['practice.forget', 'completed'],
      ],
    )
    const { achievements, total } = await read('/achievements/earned')
    assert.equal(total, 1)
    const { achievement_id, ...first } = achievements[0]
    assert.ok(achievement_id > 0)
    assert.deepEqual(first, {
      code: 'sessions-1',
      name: 'First Practice',
      description: 'Complete your first session.',
      type: 'sessions',
      threshold_value: 1,
      category: null,
      icon: 'seed',
      earned_at: '2026-03-02T12:10:00.000Z',
    })
    const { earned_at, progress } = await one('sessions-1')
    assert.deepEqual(
      [earned_at, progress],
      ['2026-03-02T12:10:00.000Z', { value: 1, target: 1, percentage: 100 }],
    )
  })

  test('partly earns nothing', async () => {
    const { session_id } = (await post('/start', {})).json
    await post('/complete', { session_id, duration_seconds: 600, completion_status: 'partial' })
    assert.equal((await jobs.runPending()).length, 2)
    assert.deepEqual(await earned(), [])
    assert.equal((await one('sessions-10')).progress.value, 0)
  })

  test('earns each achievement once, however often and however close together it is awarded', async () => {
    await practisesDaily('2026-02-20T07:00:00Z', 10)
    const awards = await Promise.all(Array.from({ length: 8 }, () => award(deps, ids.user)))
    const given = awards.flat().map(({ code }) => code)
    assert.deepEqual(given.toSorted(), ['sessions-1', 'sessions-10', 'streak-7'])
    assert.deepEqual(await award(deps, ids.user), [])
    assert.deepEqual((await earned()).toSorted(), ['sessions-1', 'sessions-10', 'streak-7'])
  })

  test('is awarded by one statement', async () => {
    await practisesDaily('2026-02-20T07:00:00Z', 10)
    const statements: StatementRecord[] = []
    await recordStatements(statements, () => award(deps, ids.user))
    assert.deepEqual(
      statements.map(({ name }) => name),
      ['achievements.insert_earned'],
    )
  })
})

describe('what it takes', () => {
  test('is shown for every achievement to somebody who has done nothing', async () => {
    const { achievements, total, earned_count } = await read('/achievements')
    assert.equal(total, achievements.length)
    assert.equal(total, 24)
    assert.equal(earned_count, 0)
    for (const { code, earned_at, progress } of achievements as Achievement[]) {
      assert.deepEqual([earned_at, progress.value, progress.percentage], [null, 0, 0], code)
      assert.ok(progress.target > 0, code)
    }
  })

  test('for a streak is days in a row where the person lives; the running ones are shown', async () => {
    await livesIn('Asia/Kathmandu')
    await practisesDaily('2026-02-01T18:20:00Z', 7)
    await practisesDaily('2026-02-27T18:20:00Z', 3)
    assert.deepEqual((await one('streak-7')).progress, { value: 3, target: 7, percentage: 42 })
    await award(deps, ids.user)
    assert.deepEqual((await one('streak-7')).progress, { value: 7, target: 7, percentage: 100 })
    assert.deepEqual((await one('streak-14')).progress, { value: 3, target: 14, percentage: 21 })
  })

  test('for a time is minutes of completed sessions', async () => {
    for (let i = 0; i < 5; i++) await practised({ at: `2026-02-0${i + 1}T07:00:00Z`, seconds: 7200 })
    await practised({ at: '2026-02-10T07:00:00Z', seconds: 7200, state: 'partial' })
    await practised({ at: '2026-02-11T07:00:00Z', seconds: 59 })
    assert.deepEqual((await one('time-1500')).progress, { value: 600, target: 1500, percentage: 40 })
    await award(deps, ids.user)
    assert.ok((await earned()).includes('time-600'))
  })

  test('for mastery is every pose of the category, in sequences practised to the end', async () => {
    const rows = await run(
      `select pose_id from poses where category = 'twists' and is_published order by pose_id`,
    )
    const twists = rows.map(([id]) => id as number)
    const [[sequence]] = (await run(
      `insert into sequences (name, difficulty_level, duration_minutes, focus_area, style, is_preset)
       values ('All twists but one', 'beginner', 10, 'energy', 'gentle', true) returning sequence_id`,
    )) as [[number]]
    const add = (poses: number[], from: number) =>
      run(
        `insert into sequence_poses (sequence_id, pose_id, position_order)
         select $1, pose, $3 + n from unnest($2::int[]) with ordinality as given(pose, n)`,
        [sequence, poses, from],
      )
    await add([...twists.slice(1), ...twists.slice(1)], 0)
    await practised({ at: '2026-03-01T07:00:00Z', sequence })
    await award(deps, ids.user)
    const missing = await one('mastery-twists')
    assert.deepEqual(missing.earned_at, null)
    assert.equal(missing.progress.value, twists.length - 1)
    assert.equal(missing.progress.target, twists.length)

    await add(twists.slice(0, 1), 100)
    await run(`update practice_sessions set state = 'partial'`)
    await award(deps, ids.user)
    assert.equal((await one('mastery-twists')).earned_at, null)
    await run(`update practice_sessions set state = 'completed'`)
    await award(deps, ids.user)
    assert.notEqual((await one('mastery-twists')).earned_at, null)

    await run('delete from sequences where sequence_id = $1', [sequence])
    assert.equal((await one('mastery-twists')).progress.percentage, 100)
  })
})

describe('a backfill', () => {
  test('gives everybody what they had reached, in batches, and then finds nothing more to give', async () => {
    const people = await insertHistories(deps.db, randomHistories(11, 450))
    const nowMs = Math.max(...people.map((person) => person.nowMs))
    clock.set(new Date(nowMs).toISOString())
    await backfill(deps, 0)
    const runs = await jobs.runPending()
    const batches = runs.filter(({ job }) => job === 'achievements.backfill')
    assert.deepEqual(
      batches.map(({ outcome }) => outcome),
      ['completed', 'completed'],
    )
    const rows = (await run(
      `select user_id, array_agg(code order by position) from user_achievements join achievements using (achievement_id)
       group by user_id`,
    )) as [number, string[]][]
    const given = new Map(rows)
    for (const { userId, practices, zone } of people) {
      const { completed, bestStreak } = modelOf(practices, zone, nowMs)
      const best = bestStreak()
      const minutes = completed.reduce((sum, { seconds }) => sum + seconds, 0) / 60
      const reached = [
        ...[7, 14, 30, 60, 100].filter((days) => best >= days).map((days) => `streak-${days}`),
        ...[1, 10, 25, 50, 100].filter((count) => completed.length >= count).map((of) => `sessions-${of}`),
        ...[600, 1500, 3000, 6000].filter((time) => minutes >= time).map((time) => `time-${time}`),
      ]
      assert.deepEqual(given.get(userId) ?? [], reached, JSON.stringify({ zone, practices }))
    }
    await backfill(deps, 0)
    await jobs.runPending()
    assert.equal(
      (await run('select count(*) from user_achievements'))[0]![0],
      rows.flatMap(([, of]) => of).length,
    )
  })

  test('passes over people whose time zone the database does not know', async () => {
    await livesIn('Nowhere/Land')
    await practised({ at: '2026-03-01T07:00:00Z' })
    await practised({ at: '2026-03-01T07:00:00Z', as: 'other' })
    await backfill(deps, 0)
    const rows = await run('select user_id from user_achievements where user_id = any($1::int[])', [
      [ids.user, ids.other],
    ])
    assert.deepEqual(rows, [[ids.other]])
  })

  test('follows the definition of an achievement, once, and not a change of its words', async () => {
    await practised({ at: '2026-03-01T07:00:00Z' })
    await backfillNew(deps)
    await jobs.runPending()
    assert.equal(await backfillNew(deps), false)
    await run(
      `update achievements set name = 'Renamed', description = 'Other words' where code = 'sessions-1'`,
    )
    await seedDefinitions(deps.db)
    assert.equal((await one('sessions-1')).earned_at, clock.now().toISOString())
    assert.equal(await backfillNew(deps), false)

    await run('delete from user_achievements')
    await run(`update achievements set threshold_value = 2 where code = 'sessions-1'`)
    await seedDefinitions(deps.db)
    assert.equal(await backfillNew(deps), true)
    await jobs.runPending()
    assert.deepEqual(await earned(), ['sessions-1'])
  })
})

describe('achievements', () => {
  test('are refused to guests, and everybody sees their own', async () => {
    await practised({ at: '2026-03-01T07:00:00Z' })
    await award(deps, ids.user)
    for (const path of ['/achievements', '/achievements/earned']) {
      assert.equal((await get(path, 'guest')).status, 401)
      for (const as of ['other', 'admin'] as const) {
        const { achievements } = await read(path, as)
        assert.ok(
          achievements.every((a: Achievement) => a.earned_at === null),
          as,
        )
      }
    }
  })

  test('of somebody who is gone are gone', async () => {
    const [[userId]] = (await run(
      `insert into users (email, name, password_hash) values ('gone@example.com', 'Gone', 'none') returning user_id`,
    )) as [[number]]
    await run(
      `insert into practice_sessions (user_id, state, started_at, completed_at, duration_seconds)
       values ($1, 'completed', now(), now(), 60)`,
      [userId],
    )
    assert.equal((await award(deps, userId)).length, 1)
    await run('delete from users where user_id = $1', [userId])
    assert.deepEqual(await award(deps, userId), [])
    assert.deepEqual(await run('select 1 from user_achievements where user_id = $1', [userId]), [])
  })

  test('cannot be counted in a zone that the database does not know', async () => {
    await livesIn('Nowhere/Land')
    assert.equal((await get('/achievements')).json.code, 'time_zone.unknown')
    assert.equal((await get('/achievements/earned')).status, 200)
  })
})
