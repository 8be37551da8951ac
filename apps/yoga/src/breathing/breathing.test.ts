import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { practiceOf } from '../testing/practice.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { send, jobs, ids } = app
const { run, practised, livesIn, get, read } = practiceOf(app)

type Person = 'guest' | 'user' | 'other' | 'admin'
const breathe = (slug: string, body: object, as: Person = 'user') =>
  send({ method: 'POST', url: `/api/v1/breathing/${slug}/sessions`, as, body })
const slugs = async (query: string) =>
  (await get(`/breathing?${query}`, 'guest')).json.exercises.map((e: { slug: string }) => e.slug)

describe('the breathing exercises', () => {
  test('are ten, easier ones first, in pages', async () => {
    const { status, json } = await get('/breathing', 'guest')
    assert.equal(status, 200)
    const { exercises, ...page } = json
    assert.deepEqual(page, { total: 10, page: 1, page_size: 20, total_pages: 1 })
    const levels = exercises.map((e: { difficulty_level: string }) =>
      ['beginner', 'intermediate', 'advanced'].indexOf(e.difficulty_level),
    )
    assert.deepEqual(levels, levels.toSorted())
    const third = await get('/breathing?page=3&page_size=4', 'guest')
    assert.deepEqual(third.json.exercises, exercises.slice(8))
    assert.equal(third.json.total, 10)
  })

  test('are found by parts of their English and Sanskrit names, and by level', async () => {
    for (const search of ['OCEAN', 'ujjayi', 'Ujjāyī', 'ujjāyi'])
      assert.deepEqual(await slugs(`search=${encodeURIComponent(search)}`), ['ocean-breath'], search)
    assert.deepEqual(await slugs('difficulty=advanced'), ['skull-shining-breath', 'bellows-breath'])
    assert.deepEqual(await slugs('difficulty=advanced&search=bhas'), ['bellows-breath'])
    assert.deepEqual(await slugs('search=%25'), [])
    assert.equal((await get('/breathing?difficulty=expert', 'guest')).status, 422)
  })

  test('are read one by one, with a cycle to be repeated', async () => {
    const { status, json } = await get('/breathing/box-breathing', 'guest')
    assert.equal(status, 200)
    assert.equal(json.name, 'Box Breathing')
    assert.deepEqual(
      json.pattern.map(({ phase, seconds }: { phase: string; seconds: number }) => [phase, seconds]),
      [
        ['inhale', 4],
        ['hold', 4],
        ['exhale', 4],
        ['rest', 4],
      ],
    )
    assert.equal(json.cycle_seconds, 16)
    const unknown = await get('/breathing/sighing', 'guest')
    assert.deepEqual([unknown.status, unknown.json.code], [404, 'breathing.not_found'])
  })
})

describe('recording a breathing practice', () => {
  test('answers a completed session', async () => {
    const { status, json } = await breathe('box-breathing', { duration_seconds: '240' })
    assert.equal(status, 201)
    const { session_id, ...session } = json
    assert.ok(session_id > 0)
    assert.deepEqual(session, {
      user_id: ids.user,
      sequence_id: null,
      started_at: '2026-03-02T11:56:00.000Z',
      completed_at: '2026-03-02T12:00:00.000Z',
      duration_seconds: 240,
      completion_status: 'completed',
      state: 'completed',
      kind: 'breathing',
      poses_completed: null,
      total_poses: null,
      statistics: null,
      breathing_exercise: 'box-breathing',
    })
  })

  test('shows in the history as what it is, which can be asked for', async () => {
    await practised({ at: '2026-03-01T07:00:00Z', sequence: 1 })
    await breathe('ocean-breath', { duration_seconds: 300 })
    const { sessions } = await read('/history')
    assert.deepEqual(
      sessions.map((s: Record<string, unknown>) => [
        s['kind'],
        s['breathing_exercise'],
        s['breathing_exercise_name'],
      ]),
      [
        ['breathing', 'ocean-breath', 'Ocean Breath'],
        ['poses', null, null],
      ],
    )
    assert.equal(sessions[0].sequence_name, null)
    assert.equal((await read('/history?kind=breathing')).total, 1)
    assert.equal((await read('/history?kind=poses')).sessions[0].sequence_id, 1)
    assert.equal((await get('/history?kind=running')).status, 422)
  })

  test('counts for minutes, streaks, the calendar and achievements', async () => {
    await practised({ at: '2026-03-01T07:00:00Z' })
    await breathe('ocean-breath', { duration_seconds: 300 })
    const stats = await read('/stats')
    assert.equal(stats.total_sessions, 2)
    assert.equal(stats.total_practice_time_seconds, 900)
    assert.equal(stats.current_streak_days, 2)
    assert.equal((await read('/calendar')).total_days_practiced, 2)
    await jobs.runPending()
    const { achievements } = await read('/achievements/earned')
    assert.deepEqual(achievements[0].code, 'sessions-1')
  })

  test('takes the time of a device that was offline, on the day where the person lives', async () => {
    await livesIn('Pacific/Kiritimati')
    await breathe('ocean-breath', { duration_seconds: 60, completed_at: '2026-02-28T11:00:00+01:00' })
    assert.equal((await read('/calendar')).months[0].days[0].date, '2026-02-28')
    await breathe('ocean-breath', { duration_seconds: 60, completed_at: '2026-02-28T10:02:00' })
    assert.equal((await read('/calendar')).months[1].days[0].date, '2026-03-01')
    const later = await breathe('ocean-breath', {
      duration_seconds: 60,
      completed_at: '2026-03-02T12:00:01Z',
    })
    assert.equal(later.json.code, 'practice_session.in_the_future')
  })

  test('stays within the minutes of the exercise and of the day', async () => {
    for (const duration_seconds of [120, 900])
      assert.equal((await breathe('alternate-nostril-breathing', { duration_seconds })).status, 201)
    for (const duration_seconds of [119, 901]) {
      const { status, json } = await breathe('alternate-nostril-breathing', { duration_seconds })
      assert.deepEqual([status, json.code], [422, 'breathing.duration_out_of_bounds'])
      assert.match(json.detail, /2 to 15 minutes/)
    }
    for (const body of [{}, { duration_seconds: 59 }, { duration_seconds: 1201 }, { duration_seconds: 90.5 }])
      assert.equal((await breathe('ocean-breath', body)).status, 422)
    for (const completed_at of ['2026-03-01', 'noon', 5])
      assert.equal((await breathe('ocean-breath', { duration_seconds: 60, completed_at })).status, 422)
    for (let i = 0; i < 6; i++) await practised({ at: '2026-03-02T07:00:00Z', seconds: 14_400 })
    const full = await breathe('ocean-breath', { duration_seconds: 60 })
    assert.equal(full.json.code, 'practice_session.day_exceeded')
  })

  test('is refused to guests, and of exercises that do not exist', async () => {
    assert.equal((await breathe('ocean-breath', { duration_seconds: 60 }, 'guest')).status, 401)
    assert.equal((await breathe('sighing', { duration_seconds: 60 })).status, 404)
  })

  test('is seen by nobody else, and outlives its exercise', async () => {
    await run(
      `insert into breathing_exercises (slug, position, name, difficulty_level, description, instructions, pattern,
         default_minutes, min_minutes, max_minutes)
       values ('gone-soon', 99, 'Gone Soon', 'beginner', 'Soon gone.', '{Breathe.}', '[]', 1, 1, 1)`,
    )
    assert.equal((await breathe('gone-soon', { duration_seconds: 60 })).status, 201)
    for (const as of ['other', 'admin'] as const) assert.equal((await read('/history', as)).total, 0)
    await run(`delete from breathing_exercises where slug = 'gone-soon'`)
    const [session] = (await read('/history')).sessions
    assert.deepEqual([session.kind, session.breathing_exercise], ['breathing', null])
  })
})
