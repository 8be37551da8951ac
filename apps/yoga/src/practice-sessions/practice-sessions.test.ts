import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { send, clock } = app

const post = (url: string, as: 'guest' | 'user' | 'other' | 'admin', body: unknown) =>
  send({ method: 'POST', url: `/api/v1/sessions${url}`, as, body })
const start = async (as: 'user' | 'other', body: object = {}) => (await post('/start', as, body)).json
const complete = (as: 'user' | 'other', body: object) => post('/complete', as, body)
const pause = (as: 'user' | 'other', id: unknown, body: object) =>
  send({ method: 'PUT', url: `/api/v1/sessions/${id}/pause`, as, body })
const current = (as: 'user' | 'other') => send({ url: '/api/v1/sessions/current', as })

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

describe('starting a practice session', () => {
  test('answers an open session of the sequence, whose id may be text', async () => {
    const answer = await post('/start', 'user', { sequence_id: '7' })
    assert.equal(answer.status, 201)
    const { session_id, total_poses, ...session } = answer.json
    assert.ok(session_id > 0)
    assert.ok(total_poses >= 3)
    assert.deepEqual(session, {
      user_id: app.ids.user,
      sequence_id: 7,
      started_at: clock.now().toISOString(),
      completed_at: null,
      duration_seconds: 0,
      completion_status: 'abandoned',
      state: 'in_progress',
      kind: 'poses',
      poses_completed: null,
      statistics: null,
    })
  })

  test('counts the poses that are shown', async () => {
    const { json } = await send({ url: '/api/v1/sequences/3' })
    const url = `/api/v1/poses/${json.poses[0].pose_id}/publication`
    const publish = (is_published: boolean) =>
      send({ method: 'PUT', url, as: 'admin', body: { is_published } })
    const before = (await start('user', { sequence_id: 3 })).total_poses
    assert.equal((await publish(false)).status, 200)
    const shown = (await send({ url: '/api/v1/sequences/3' })).json.poses.length
    assert.ok(shown < before)
    assert.equal((await start('user', { sequence_id: 3 })).total_poses, shown)
    await publish(true)
  })

  test('without a sequence is free practice', async () => {
    for (const body of [{}, { sequence_id: null }])
      assert.equal((await start('user', body)).sequence_id, null)
  })

  test('closes the session that was open: a person has one', async () => {
    const first = await start('user')
    const second = await start('user')
    assert.equal((await current('user')).json.session_id, second.session_id)
    assert.equal(
      (await pause('user', first.session_id, { duration_so_far: 1 })).json.code,
      'practice_session.already_ended',
    )
  })

  test('sent again with its key is the same session, and leaves one that was begun since alone', async () => {
    const request = {
      method: 'POST',
      url: '/api/v1/sessions/start',
      as: 'user',
      headers: { 'idempotency-key': '"01980000-0000-7000-8000-000000000001"' },
      body: { sequence_id: 3 },
    } as const
    const first = await send(request)
    const since = await start('user')
    const again = await send(request)
    assert.deepEqual([again.status, again.json], [201, first.json])
    assert.equal(again.headers['idempotency-replayed'], 'true')
    assert.equal((await current('user')).json.session_id, since.session_id)
    const other = await send({ ...request, body: { sequence_id: 4 } })
    assert.deepEqual([other.status, other.json.code], [422, 'idempotency.key_reused'])
  })

  test('ten times at once leaves one open session [W17]', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/start', 'other', {})))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
    const { rows } = await app.deps.db.execute({
      shape: 'test.count_open',
      text: `select count(*) from practice_sessions where user_id = $1 and state = 'in_progress'`,
      values: [app.ids.other],
    })
    assert.deepEqual(rows, [[1]])
  })

  test('refuses guests, unknown sequences and malformed ids', async () => {
    assert.equal((await post('/start', 'guest', {})).status, 401)
    const unknown = await post('/start', 'user', { sequence_id: 9999 })
    assert.equal(unknown.status, 404)
    assert.match(unknown.json.detail, /not found/)
    for (const sequence_id of ['abc', 0, -1, 2 ** 31, 1.5, [], true]) {
      assert.equal((await post('/start', 'user', { sequence_id })).status, 422, String(sequence_id))
    }
  })
})

describe('completing a practice session', () => {
  test('answers what was practised and the totals', async () => {
    const { session_id } = await start('user', { sequence_id: 1 })
    clock.advance(15 * MINUTE_MS)
    const { status, json } = await complete('user', {
      session_id,
      duration_seconds: 900,
      poses_completed: 9,
      completion_status: 'completed',
    })
    assert.equal(status, 200)
    assert.equal(json.completion_status, 'completed')
    assert.equal(json.duration_seconds, 900)
    assert.equal(json.poses_completed, 9)
    assert.equal(json.completed_at, clock.now().toISOString())
    assert.equal(json.statistics.total_sessions, 1)
    assert.equal(json.statistics.average_duration_seconds, 900)
  })

  test('again changes nothing [W17]', async () => {
    const { session_id } = await start('user')
    clock.advance(MINUTE_MS)
    const first = await complete('user', { session_id, duration_seconds: 60 })
    clock.advance(HOUR_MS)
    const again = await complete('user', {
      session_id,
      duration_seconds: 3000,
      completion_status: 'abandoned',
    })
    assert.equal(again.status, 200)
    assert.deepEqual({ ...again.json, statistics: null }, { ...first.json, statistics: null })
  })

  test('counts partial sessions neither as completed nor toward the minutes', async () => {
    const before = (
      await complete('user', { session_id: (await start('user')).session_id, duration_seconds: 0 })
    ).json.statistics
    const { session_id } = await start('user')
    const { json } = await complete('user', {
      session_id,
      duration_seconds: 600,
      completion_status: 'partial',
    })
    assert.equal(json.state, 'partial')
    assert.equal(json.statistics.total_sessions, before.total_sessions)
    assert.equal(json.statistics.total_practice_time_seconds, before.total_practice_time_seconds)
  })

  test('takes an unknown status for completed, as clients rely on', async () => {
    const { session_id } = await start('user')
    assert.equal(
      (await complete('user', { session_id, duration_seconds: 1, completion_status: 'done' })).json
        .completion_status,
      'completed',
    )
  })

  test('also ends a session that another start had closed', async () => {
    const { session_id } = await start('user')
    await start('user')
    assert.equal((await complete('user', { session_id, duration_seconds: 60 })).json.state, 'completed')
  })

  test('moves the start back when more was practised than has passed since', async () => {
    const { session_id } = await start('user')
    const { json } = await complete('user', { session_id, duration_seconds: 1800 })
    assert.equal(Date.parse(json.completed_at) - Date.parse(json.started_at), 1800 * 1000)
  })

  test('refuses more than 24 hours within 24 hours, and leaves the session open [W17]', async () => {
    clock.advance(48 * HOUR_MS)
    for (let i = 0; i < 6; i++) {
      assert.equal(
        (await complete('other', { session_id: (await start('other')).session_id, duration_seconds: 14_400 }))
          .status,
        200,
      )
    }
    const { session_id } = await start('other')
    const refused = await complete('other', { session_id, duration_seconds: 1 })
    assert.equal(refused.status, 422)
    assert.equal(refused.json.code, 'practice_session.day_exceeded')
    assert.equal((await current('other')).json.session_id, session_id)
  })

  test('tells a wrong id from a session of somebody else', async () => {
    const { session_id } = await start('user')
    assert.equal((await complete('other', { session_id, duration_seconds: 1 })).status, 403)
    assert.equal((await complete('user', { session_id: 999_999, duration_seconds: 1 })).status, 404)
  })

  test('refuses durations that no session has', async () => {
    const { session_id } = await start('user')
    for (const duration_seconds of [-1, 14_401, 1.5, 'long', null]) {
      assert.equal(
        (await complete('user', { session_id, duration_seconds })).status,
        422,
        String(duration_seconds),
      )
    }
  })
})

describe('pausing a practice session', () => {
  test('saves the time and leaves it open', async () => {
    const { session_id } = await start('user')
    const { status, json } = await pause('user', session_id, { duration_so_far: '300' })
    assert.equal(status, 200)
    assert.equal(json.duration_seconds, 300)
    assert.equal(json.state, 'in_progress')
  })

  test('refuses ended sessions, sessions of others and times no session has [W17]', async () => {
    const { session_id } = await start('user')
    assert.equal((await pause('user', session_id, { duration_so_far: 14_401 })).status, 422)
    assert.equal((await pause('other', session_id, { duration_so_far: 1 })).status, 403)
    await complete('user', { session_id, duration_seconds: 1 })
    assert.equal((await pause('user', session_id, { duration_so_far: 1 })).status, 409)
    assert.equal((await pause('user', 999_999, { duration_so_far: 1 })).status, 404)
  })
})

describe('the current practice session', () => {
  test('is the open one, until it is older than a session lasts', async () => {
    const { session_id } = await start('user')
    clock.advance(3 * HOUR_MS)
    assert.equal((await current('user')).json.session_id, session_id)
    clock.advance(HOUR_MS)
    const gone = await current('user')
    assert.equal(gone.status, 404)
    assert.match(gone.json.detail, /no active session/)
  })

  test('is unknown to guests', async () => {
    assert.equal((await send({ url: '/api/v1/sessions/current' })).status, 401)
  })
})

describe('recording a practice that has ended', () => {
  test('takes the summary of an existing client', async () => {
    clock.advance(72 * HOUR_MS)
    const body = {
      durationMinutes: 30,
      posesCompleted: 12,
      caloriesBurned: 90,
      completedAt: clock.now().toISOString(),
    }
    const { status, json } = await post('', 'user', body)
    assert.equal(status, 201)
    assert.deepEqual(Object.keys(json), ['message', 'session_id', 'saved_at'])
    const { json: again } = await complete('user', { session_id: json.session_id, duration_seconds: 0 })
    assert.equal(again.duration_seconds, 1800)
  })

  test('refuses guests, the future and impossible lengths', async () => {
    assert.equal((await post('', 'guest', { durationMinutes: 1 })).status, 401)
    const tomorrow = new Date(clock.nowMs() + 24 * HOUR_MS).toISOString()
    assert.equal(
      (await post('', 'user', { durationMinutes: 1, completedAt: tomorrow })).json.code,
      'practice_session.in_the_future',
    )
    for (const durationMinutes of [-1, 241, 'much'])
      assert.equal((await post('', 'user', { durationMinutes })).status, 422)
  })

  test('takes a day before Christ as any other', async () => {
    const body = { durationMinutes: 1, posesCompleted: 5, completedAt: '0000-02-29T11:17' }
    assert.equal((await post('', 'admin', body)).status, 201)
    const { json } = await send({ url: '/api/v1/history', as: 'admin' })
    assert.equal(json.sessions.at(-1).completed_at, '0000-02-29T11:17:00.000Z')
  })
})
