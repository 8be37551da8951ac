import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, watch } from 'node:fs/promises'
import path from 'node:path'
import { after, test } from 'node:test'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { yogaTemplate } from '../src/testing/template.ts'
import { newDataDir, startProcess } from './start-process.ts'

/** What an existing web client of the API does, request by request: it knows nothing of this server. */

const ORIGIN = 'http://localhost:5173'
const dataDir = await newDataDir()
// PostgreSQL, where there is one, starts sooner than the embedded database, which the first practice is made on.
const database = await createTestDatabase({ template: await yogaTemplate(), reuse: false })
const yoga = await startProcess({
  dataDir,
  env: {
    LIMIT_CREDENTIALS: '1000/min',
    LIMIT_PUBLIC: '1000/min',
    ...(database.url && { DATABASE_URL: database.url }),
  },
})
after(async () => {
  assert.equal(await yoga.stop(), 0)
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

const api = `${yoga.url}/api/v1`
const account = {
  email: 'lena@example.com',
  name: 'Lena',
  password: 'Downward1Dog',
  experience_level: 'beginner',
}
let token = ''
let cookie = ''

// The client reads answers as untyped JSON, and so does this.
// oxlint-disable-next-line typescript/no-explicit-any
type Json = any

interface Sent {
  method?: string
  body?: unknown
  /** `none` sends neither token nor cookie; `cookie` what a browser sends of its own accord. */
  as?: 'none' | 'token' | 'cookie'
  headers?: Record<string, string>
}

async function send(
  url: string,
  { method = 'GET', body, as = 'none', headers = {} }: Sent = {},
): Promise<{ status: number; json: Json; headers: Headers }> {
  const sent: Record<string, string> = { 'content-type': 'application/json', origin: ORIGIN, ...headers }
  if (as === 'token') sent['authorization'] = `Bearer ${token}`
  if (as !== 'none' && cookie !== '') sent['cookie'] = cookie
  const answer = await fetch(`${api}${url}`, {
    method,
    headers: sent,
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const set = answer.headers.getSetCookie()[0]
  if (set !== undefined) cookie = set.split(';', 1)[0]!
  const text = await answer.text()
  return { status: answer.status, json: text === '' ? undefined : JSON.parse(text), headers: answer.headers }
}

/** Asserts that fields are there with the types that a page reads; a type with `?` may be null. */
function hasFields(object: Json, fields: Record<string, string>): void {
  for (const [name, type] of Object.entries(fields)) {
    if (type.endsWith('?') && object[name] === null) continue
    assert.equal(typeof object[name], type.replace('?', ''), `${name} of ${JSON.stringify(object)}`)
  }
}

test('checks from outside find what they look for', async () => {
  const root = (await (await fetch(yoga.url)).json()) as Json
  hasFields(root, { name: 'string', version: 'string', status: 'string', environment: 'string' })
  assert.deepEqual([root.docs, root.openapi], ['/docs', '/openapi.json'])
  const health = await (await fetch(`${yoga.url}/health`)).text()
  assert.ok(health.includes('healthy'))
  assert.equal(JSON.parse(health).service, 'yogaflow-api')
  assert.match(await (await fetch(`${yoga.url}/docs`)).text(), /openapi/)
  const document = JSON.parse(await (await fetch(`${yoga.url}/openapi.json`)).text())
  assert.ok(document.openapi && document.paths['/api/v1/poses'])
})

test('a page of another origin asks before it calls', async () => {
  const answer = await fetch(`${api}/poses`, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization,content-type',
    },
  })
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('access-control-allow-origin'), ORIGIN)
  assert.match(answer.headers.get('access-control-allow-headers') ?? '', /Authorization.*Content-Type/)
  const stranger = await fetch(`${api}/poses`, { headers: { origin: 'https://evil.example' } })
  await stranger.arrayBuffer()
  assert.equal(stranger.headers.get('access-control-allow-origin'), null)
})

test('register and login pages', async () => {
  const registered = await send('/auth/register', { method: 'POST', body: account })
  assert.equal(registered.status, 201)
  assert.equal(registered.json.user.name, 'Lena')
  assert.equal(registered.json.tokens.refresh_token, null)
  const again = await send('/auth/register', { method: 'POST', body: account })
  assert.equal(again.status, 400)
  assert.match(again.json.detail || again.json.error, /already registered/)
  const weak = await send('/auth/register', {
    method: 'POST',
    body: { ...account, email: 'x@example.com', password: 'alllowercase1' },
  })
  assert.match(weak.json.detail, /uppercase/)
  const wrong = await send('/auth/login', {
    method: 'POST',
    body: { email: account.email, password: 'Wrong1Wrong', remember_me: false },
  })
  assert.deepEqual([wrong.status, wrong.json.detail], [401, 'Incorrect email or password'])
  const { json } = await send('/auth/login', {
    method: 'POST',
    body: { email: account.email, password: account.password, remember_me: true },
  })
  assert.equal(typeof json.tokens.refresh_token, 'string')
  assert.equal(json.user.email, account.email)
  token = json.tokens.access_token
})

test('the dashboard of a new person', async () => {
  const [stats, history] = await Promise.all([
    send('/stats', { as: 'token' }),
    send('/history?page=1&page_size=5', { as: 'token' }),
  ])
  assert.equal(stats.json.total_practice_time_hours.toFixed(1), '0.0')
  for (const key of ['total_sessions', 'current_streak_days', 'sessions_last_30_days'])
    assert.equal(stats.json[key], 0, key)
  assert.deepEqual(history.json.sessions, [])
})

test('the pose pages, with the filters it offers', async () => {
  const { json } = await send('/poses')
  assert.equal(json.poses.length, 20)
  for (const pose of json.poses) {
    hasFields(pose, { pose_id: 'number', name_english: 'string', name_sanskrit: 'string?' })
    hasFields(pose, { difficulty_level: 'string', category: 'string', description: 'string' })
    assert.equal(typeof pose.image_urls[0], 'string')
  }
  for (const category of ['standing', 'seated', 'backbend', 'inversion', 'balance', 'core', 'restorative']) {
    const filtered = (await send(`/poses?search=&category=${category}`)).json
    assert.ok(filtered.total > 0 && filtered.poses.length > 0, category)
  }
  const pose = (await send('/poses/1')).json
  for (const text of [pose.benefits, pose.contraindications])
    assert.ok(text.split('\n').every((line: string) => line.startsWith('• ')))
  assert.ok(Array.isArray(pose.target_areas))
  const drawing = await fetch(`${yoga.url}${pose.image_urls[0]}`)
  assert.match(await drawing.text(), /^<svg/)
  const error = (await send('/poses?difficulty=expert')).json
  assert.equal(typeof (error.detail || error.error), 'string')
})

test('the sequence pages', async () => {
  const { json } = await send('/sequences?duration=short')
  for (const sequence of json.sequences) {
    hasFields(sequence, {
      name: 'string',
      description: 'string?',
      difficulty_level: 'string',
      style: 'string',
    })
    hasFields(sequence, { sequence_id: 'number', duration_minutes: 'number', pose_count: 'number' })
    hasFields(sequence, { image_url: 'string' })
    assert.ok(sequence.duration_minutes < 20)
  }
  assert.deepEqual((await send('/sequences?category=ashtanga')).json.sequences, [])
  const detail = (await send('/sequences/7')).json
  assert.equal(detail.pose_count, detail.poses.length)
  for (const step of detail.poses) {
    hasFields(step, { pose_id: 'number', duration_seconds: 'number', position_order: 'number' })
    assert.equal(step.pose.pose_id, step.pose_id)
    hasFields(step.pose, { name_english: 'string', name_sanskrit: 'string?', holding_cues: 'string' })
    assert.ok(step.pose.instructions.length > 0 && typeof step.pose.image_urls[0] === 'string')
  }
})

test('a practice from start to end', async () => {
  const started = await send('/sessions/start', { method: 'POST', as: 'token', body: { sequence_id: '7' } })
  assert.equal(started.status, 201)
  hasFields(started.json, { session_id: 'number', sequence_id: 'number', started_at: 'string' })
  const { session_id } = started.json
  const body = { session_id, duration_seconds: 600, poses_completed: 9, completion_status: 'completed' }
  assert.equal(
    (await send('/sessions/complete', { method: 'POST', as: 'token', body })).json.completion_status,
    'completed',
  )
  const summary = {
    durationMinutes: 10,
    posesCompleted: 9,
    caloriesBurned: 40,
    completedAt: new Date(Date.now() - 3_600_000).toISOString(),
  }
  const saved = await send('/sessions', { method: 'POST', as: 'cookie', body: summary })
  assert.equal(saved.status, 201)
  assert.deepEqual(Object.keys(saved.json), ['message', 'session_id', 'saved_at'])
  const forged = await send('/sessions', {
    method: 'POST',
    as: 'cookie',
    body: summary,
    headers: { origin: 'https://evil.example' },
  })
  assert.equal(forged.status, 401)
})

test('the dashboard after a practice', async () => {
  const [stats, history] = await Promise.all([
    send('/stats', { as: 'token' }),
    send('/history?page=1&page_size=5', { as: 'token' }),
  ])
  hasFields(stats.json, {
    total_sessions: 'number',
    total_practice_time_seconds: 'number',
    total_practice_time_hours: 'number',
    average_session_duration_minutes: 'number',
    current_streak_days: 'number',
    completion_rate_percentage: 'number',
    sessions_last_30_days: 'number',
  })
  assert.deepEqual([stats.json.total_sessions, stats.json.current_streak_days], [2, 1])
  const [most] = stats.json.most_practiced_sequences
  hasFields(most, { sequence_id: 'number', name: 'string', practice_count: 'number' })
  hasFields(history.json, { total: 'number', page: 'number', page_size: 'number', total_pages: 'number' })
  assert.equal(history.json.sessions.length, 2)
  for (const session of history.json.sessions) {
    hasFields(session, { session_id: 'number', started_at: 'string', duration_seconds: 'number' })
    hasFields(session, { sequence_name: 'string?', sequence_difficulty: 'string?' })
    hasFields(session, { sequence_focus_area: 'string?', completion_status: 'string' })
  }
})

test('the history page, which sends no token for the calendar', async () => {
  const range = `start_date=${new Date(Date.now() - 30 * 86_400_000).toISOString()}&end_date=${new Date(Date.now() + 1000).toISOString()}`
  const calendar = await send(`/calendar?${range}`, { as: 'cookie' })
  assert.equal(calendar.status, 200)
  const days = calendar.json.months.flatMap((month: { days: object[] }) => month.days)
  hasFields(days.at(-1), { practice_date: 'string', date: 'string', session_count: 'number' })
  hasFields(days.at(-1), { total_duration_seconds: 'number' })
  hasFields(calendar.json.months[0], { year: 'number', month: 'number' })
  hasFields(calendar.json, { total_days_practiced: 'number' })
  const { json } = await send(`/history?${range}&page_size=50`, { as: 'token' })
  assert.ok(
    json.sessions.some(
      (session: { sequence_name: string | null }) => typeof session.sequence_name === 'string',
    ),
  )
  assert.equal(typeof json.sessions[0].completion_status, 'string')
})

test('the profile page', async () => {
  const { json: profile } = await send('/profile', { as: 'token' })
  hasFields(profile, { user_id: 'number', name: 'string', email: 'string', experience_level: 'string' })
  hasFields(profile, { created_at: 'string', email_verified: 'boolean', last_login: 'string' })
  const saved = await send('/profile', {
    method: 'PUT',
    as: 'token',
    body: { name: 'Lena K.', experience_level: 'intermediate' },
  })
  assert.deepEqual(
    [saved.json.name, saved.json.experience_level, saved.json.email_verified],
    ['Lena K.', 'intermediate', false],
  )
  const wrong = await send('/profile/password', {
    method: 'PUT',
    as: 'token',
    body: { current_password: 'Nope1Nope', new_password: 'Another1Dog' },
  })
  assert.equal(wrong.status, 400)
  assert.match(wrong.json.detail, /current password is incorrect/i)
  const changed = await send('/profile/password', {
    method: 'PUT',
    as: 'token',
    body: { current_password: account.password, new_password: 'Another1Dog' },
  })
  assert.equal(changed.json.message, 'Password changed successfully')
})

test('the forgotten password, by the link in the mail', async () => {
  const asked = await send('/auth/forgot-password', { method: 'POST', body: { email: account.email } })
  assert.deepEqual([asked.status, asked.json.message], [200, 'Password reset email sent'])
  const link = await linkInMail(/\/reset-password\/([\w-]+)/)
  const reset = await send('/auth/reset-password', {
    method: 'POST',
    body: { token: link, new_password: 'Third1Password' },
  })
  assert.equal(reset.json.message, 'Password reset successful')
  const { json } = await send('/auth/login', {
    method: 'POST',
    body: { email: account.email, password: 'Third1Password' },
  })
  token = json.tokens.access_token
})

test('the address is verified by the link in the mail, which leads to this server', async () => {
  const verificationToken = await linkInMail(/\/api\/v1\/auth\/verify-email\?token=([\w-]+)/)
  const query = `/auth/verify-email?token=${verificationToken}`
  const verified = await send(query, { method: 'POST' })
  assert.deepEqual(verified.json, { message: 'Email verified successfully', email: account.email })
  const again = await send(query, { method: 'POST' })
  assert.deepEqual([again.status, typeof again.json.detail], [400, 'string'])
  assert.equal((await send('/auth/me', { as: 'token' })).json.email_verified, true)
  const resent = await send(`/auth/resend-verification?email=${account.email}`, { method: 'POST' })
  assert.deepEqual(resent.json, { message: 'Verification email sent', email: account.email })
})

test('a refresh token is taken from the body, and each time another one comes back', async () => {
  const body = { email: account.email, password: 'Third1Password', remember_me: true }
  const { json } = await send('/auth/login', { method: 'POST', body })
  assert.equal(json.tokens.expires_in, 604_800)
  const { refresh_token } = json.tokens
  const next = await send('/auth/refresh', { method: 'POST', body: { refresh_token } })
  hasFields(next.json, { access_token: 'string', refresh_token: 'string', expires_in: 'number' })
  assert.deepEqual([next.json.token_type, next.json.refresh_token === refresh_token], ['bearer', false])
  const wrong = await send('/auth/refresh', { method: 'POST', body: { refresh_token: json.access_token } })
  assert.equal(wrong.status, 401)
})

test('what it gets wrong is answered with a text, and with 401 only where nobody is signed in', async () => {
  const guest = await send('/stats')
  assert.equal(guest.status, 401)
  assert.match(guest.json.detail, /Not authenticated/)
  const tooShort = { current_password: 'Third1Password', new_password: 'Short1' }
  const requests: [number, string, Sent][] = [
    [403, '/admin/users', {}],
    [404, '/sequences/9999', {}],
    [404, '/sessions/current', {}],
    [404, '/sessions/start', { method: 'POST', body: { sequence_id: '9999' } }],
    [422, '/profile/password', { method: 'PUT', body: tooShort }],
    [422, '/sessions/complete', { method: 'POST', body: { session_id: 'x' } }],
    [405, '/stats', { method: 'PATCH' }],
  ]
  for (const [expected, url, request] of requests) {
    const { status, json } = await send(url, { ...request, as: 'token' })
    assert.equal(status, expected, url)
    hasFields(json, { detail: 'string', error: 'string', status_code: 'number' })
  }
  assert.match((await send('/poses/9999')).json.detail, /Pose with ID 9999 not found/)
  const slash = await fetch(`${api}/poses/`, { redirect: 'manual' })
  assert.equal(slash.status, 307)
})

test('five wrong passwords lock the account, and say for how long', async () => {
  const guess = { method: 'POST', body: { email: account.email, password: 'Wrong1Wrong' } }
  const statuses = []
  for (let i = 0; i < 5; i++) statuses.push((await send('/auth/login', guess)).status)
  assert.deepEqual(statuses, [401, 401, 401, 401, 403])
  const body = { email: account.email, password: 'Third1Password' }
  const locked = await send('/auth/login', { method: 'POST', body })
  assert.equal(locked.status, 403)
  assert.match(locked.json.detail, /15 minutes/)
})

test('logging out without a body, after which only that session is dead', async () => {
  const out = await send('/auth/logout', { method: 'POST', as: 'token' })
  assert.equal(out.json.message, 'Successfully logged out')
  assert.equal((await send('/auth/me', { as: 'token' })).status, 401)
  assert.equal((await send('/poses', { as: 'token' })).status, 200)
})

/** What a link in the newest mails carries, once the job that sends them has run. */
async function linkInMail(pattern: RegExp): Promise<string> {
  const folder = path.join(dataDir, 'mail')
  await mkdir(folder, { recursive: true })
  const found = new AbortController()
  const signal = AbortSignal.any([found.signal, AbortSignal.timeout(15_000)])
  const arrivals = watch(folder, { signal })[Symbol.asyncIterator]()
  // Begins to watch before the first look, so that no mail comes unseen in between.
  for (let next = arrivals.next(); ; next = arrivals.next()) {
    for (const name of (await readdir(folder)).toSorted().toReversed()) {
      const text = (await readFile(path.join(folder, name), 'utf8'))
        .replaceAll(/=\r?\n/g, '')
        .replaceAll('=3D', '=')
      const link = pattern.exec(text)
      if (link) {
        next.catch(() => {})
        found.abort()
        return link[1]!
      }
    }
    await next
  }
}
