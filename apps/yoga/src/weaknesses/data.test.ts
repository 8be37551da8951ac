import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestRequest } from '../testing/test-app.ts'
import { createTestApp } from '../testing/test-app.ts'
import { accountsOf } from '../testing/accounts.ts'

const app = await createTestApp()
const { clock, send } = app
const { register } = accountsOf(app)

const MINUTE_MS = 60_000
const steps = [1, 2, 3].map((pose_id) => ({ pose_id, duration_seconds: 60 }))
const custom = {
  name: 'Mine',
  difficulty_level: 'beginner',
  focus_area: 'core',
  style: 'yin',
  poses: steps,
}

/** Somebody new, who practises. */
async function person() {
  const { send: sendAs } = await register()
  const ask = (method: TestRequest['method'], path: string, body?: unknown) =>
    sendAs({ method, url: `/api/v1${path}`, body })
  const start = async (body: object = {}): Promise<number> =>
    (await ask('POST', '/sessions/start', body)).json.session_id
  const complete = (session_id: number, more: object = {}) =>
    ask('POST', '/sessions/complete', { session_id, duration_seconds: 60, ...more })
  return {
    ask,
    start,
    complete,
    pause: (id: number, duration_so_far: number) => ask('PUT', `/sessions/${id}/pause`, { duration_so_far }),
    practise: async (body?: object) => complete(await start(body)),
    read: async (path: string) => {
      const { status, json } = await ask('GET', path)
      assert.equal(status, 200, JSON.stringify(json))
      return json
    },
  }
}

/** Statements that were sent to the database so far. */
async function statementCount(): Promise<number> {
  const text = await app.deps.telemetry.metrics.text()
  const counts = text.matchAll(/^db_client_operation_duration_seconds_count\{.*\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

test('W2 the history shows practice with a sequence, without one, and with one that was deleted', async () => {
  const { ask, practise, read } = await person()
  const { sequence_id } = (await ask('POST', '/sequences/custom', custom)).json
  await practise({ sequence_id })
  await practise({ sequence_id: 1 })
  await practise()
  assert.equal((await ask('DELETE', `/sequences/custom/${sequence_id}`)).status, 204)
  const { sessions } = await read('/history')
  const named = sessions.map((s: { sequence_name: string | null }) => s.sequence_name !== null)
  assert.deepEqual(named.toSorted(), [false, false, true])
})

test('W4 instants with a zone are taken by the history, the calendar and the summary of a practice', async () => {
  const { ask, read } = await person()
  const completedAt = '2026-03-01T08:30:00.000Z'
  assert.equal((await ask('POST', '/sessions', { durationMinutes: 30, completedAt })).status, 201)
  const period = 'start_date=2026-03-01T00:00:00.000Z&end_date=2026-03-01T23:59:59.999Z'
  assert.equal((await read(`/history?${period}`)).total, 1)
  assert.equal((await read(`/calendar?${period}`)).total_days_practiced, 1)
})

test('W5 every instant has a zone, and a day is the day where the person lives', async () => {
  const { ask, practise, read } = await person()
  await practise()
  const { sessions } = await read('/history')
  const { created_at } = await read('/auth/me')
  for (const instant of [created_at, sessions[0].started_at, sessions[0].completed_at])
    assert.match(instant, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  const day = async () => (await read('/calendar')).months[0].days[0].date
  assert.equal(await day(), '2026-03-02')
  await ask('PUT', '/profile', { timezone: 'Pacific/Kiritimati' })
  assert.equal(await day(), '2026-03-03')
  assert.equal((await read('/stats')).current_streak_days, 1)
})

test('W15 an address has one account and a favourite one entry, also when they come at once', async () => {
  const registrations = ['twin@example.com', 'TWIN@example.com', 'Twin@Example.com'].map((email) =>
    send({
      method: 'POST',
      url: '/api/v1/auth/register',
      body: { email, name: 'Twin', password: 'Downward1Dog' },
    }),
  )
  const statuses = (await Promise.all(registrations)).map(({ status }) => status)
  assert.deepEqual(statuses.toSorted(), [201, 400, 400])
  const { ask, read } = await person()
  const favorite = () => ask('POST', '/favorites', { sequence_id: 1 })
  const answers = await Promise.all([favorite(), favorite(), favorite()])
  assert.deepEqual(
    answers.filter(({ status }) => status >= 500),
    [],
  )
  assert.equal((await read('/favorites')).total, 1)
})

test('W15 an achievement is earned once, and steps keep one position each, also when they come at once', async () => {
  const { ask, start, complete, practise, read } = await person()
  const id = await start()
  await Promise.all([complete(id), complete(id), complete(id)])
  await app.jobs.runPending()
  await Promise.all([practise(), practise()])
  await app.jobs.runPending()
  const earned = (await read('/achievements/earned')).achievements.map(
    ({ achievement_id }: { achievement_id: number }) => achievement_id,
  )
  assert.ok(earned.length > 0)
  assert.equal(new Set(earned).size, earned.length)
  const { sequence_id } = (await ask('POST', '/sequences/custom', custom)).json
  const update = () => ask('PUT', `/sequences/custom/${sequence_id}`, custom)
  await Promise.all([update(), update(), update()])
  const { poses } = await read(`/sequences/${sequence_id}`)
  const positions = poses.map((step: { position_order: number }) => step.position_order)
  assert.deepEqual(positions, [1, 2, 3])
})

test('W17 a session is completed once, not paused afterwards, and keeps what was practised', async () => {
  const { start, complete, pause, read } = await person()
  const id = await start()
  clock.advance(MINUTE_MS)
  assert.equal((await pause(id, 14_401)).status, 422)
  await complete(id, { poses_completed: 7 })
  assert.equal((await complete(id, { duration_seconds: 3000 })).json.duration_seconds, 60)
  assert.equal((await pause(id, 30)).status, 409)
  const { sessions, total } = await read('/history')
  assert.deepEqual([total, sessions[0].poses_completed], [1, 7])
  assert.equal((await read('/stats')).total_sessions, 1)
})

test('W17 a person has one open session, and no more hours than passed', async () => {
  const { ask, start, complete, practise } = await person()
  const first = await start()
  const second = await start()
  assert.equal((await ask('GET', '/sessions/current')).json.session_id, second)
  assert.notEqual(first, second)
  for (let i = 0; i < 6; i++) await complete(await start(), { duration_seconds: 14_400 })
  assert.equal((await practise()).status, 422)
})

test('W18 a sequence of somebody is seen by nobody else', async () => {
  const [owner, other] = [await person(), await person()]
  const { sequence_id } = (await owner.ask('POST', '/sequences/custom', custom)).json
  assert.equal((await owner.ask('GET', `/sequences/${sequence_id}`)).status, 200)
  assert.equal((await other.ask('GET', `/sequences/${sequence_id}`)).status, 404)
  assert.equal((await send({ url: `/api/v1/sequences/${sequence_id}` })).status, 404)
  const idsOf = async (who: typeof owner, query: string) =>
    (await who.read(`/sequences?page_size=100${query}`)).sequences.map(
      (sequence: { sequence_id: number }) => sequence.sequence_id,
    )
  for (const query of ['', '&preset_only=false'])
    assert.ok(!(await idsOf(other, query)).includes(sequence_id))
  assert.ok((await idsOf(owner, '&preset_only=false')).includes(sequence_id))
})

test('W23 lists need no more statements when they are longer', async () => {
  const { practise, read } = await person()
  const costs = async (path: string) => {
    await read(path)
    const before = await statementCount()
    await read(path)
    return (await statementCount()) - before
  }
  const paths = ['/history', '/stats', '/calendar']
  await practise({ sequence_id: 1 })
  const short = []
  for (const path of paths) short.push(await costs(path))
  for (let sequence_id = 2; sequence_id <= 12; sequence_id++) await practise({ sequence_id })
  assert.equal((await read('/history')).total, 12)
  const long = []
  for (const path of paths) long.push(await costs(path))
  for (const [i, path] of paths.entries()) assert.ok(long[i]! <= short[i]!, path)
  for (const path of [...paths, '/sequences/categories', '/poses', '/sequences']) {
    const cost = await costs(path)
    assert.ok(cost <= 6, `${path}: ${cost}`)
  }
})
