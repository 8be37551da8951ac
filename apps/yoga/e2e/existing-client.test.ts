import assert from 'node:assert/strict'
import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { after, test } from 'node:test'
import { newDataDir, startProcess } from './start-process.ts'

/** What an existing web client of the API does, request by request: it knows nothing of this server. */

const ORIGIN = 'http://localhost:5173'
const dataDir = await newDataDir()
const yoga = await startProcess({ dataDir, env: { LIMIT_CREDENTIALS: '1000/min', LIMIT_PUBLIC: '1000/min' } })
after(async () => {
  assert.equal(await yoga.stop(), 0)
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

test('checks from outside find what they look for', async () => {
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
    for (const key of ['name_english', 'difficulty_level', 'category', 'description'])
      assert.equal(typeof pose[key], 'string', key)
    assert.equal(typeof pose.pose_id, 'number')
    assert.equal(typeof pose.image_urls[0], 'string')
  }
  for (const category of ['standing', 'seated', 'backbend', 'inversion', 'balance', 'core', 'restorative']) {
    const filtered = await send(`/poses?search=&difficulty=&category=${category}`)
    assert.ok([200, 422].includes(filtered.status))
    assert.ok((await send(`/poses?category=${category}`)).json.total > 0, category)
  }
  const pose = (await send('/poses/1')).json
  assert.ok(pose.benefits.split('\n').every((line: string) => line.startsWith('• ')))
  assert.ok(Array.isArray(pose.target_areas))
  const drawing = await fetch(`${yoga.url}${pose.image_urls[0]}`)
  assert.match(await drawing.text(), /^<svg/)
  const error = (await send('/poses?difficulty=expert')).json
  assert.equal(typeof (error.detail || error.error), 'string')
})

test('the sequence pages', async () => {
  const { json } = await send('/sequences?duration=short')
  for (const sequence of json.sequences) {
    for (const key of ['name', 'difficulty_level', 'style', 'image_url'])
      assert.equal(typeof sequence[key], 'string', key)
    for (const key of ['sequence_id', 'duration_minutes', 'pose_count'])
      assert.equal(typeof sequence[key], 'number', key)
    assert.ok(sequence.duration_minutes < 20)
  }
  assert.deepEqual((await send('/sequences?category=ashtanga')).json.sequences, [])
  const detail = (await send('/sequences/7')).json
  assert.equal(detail.pose_count, detail.poses.length)
  for (const step of detail.poses) {
    assert.equal(typeof step.duration_seconds, 'number')
    assert.equal(step.pose.pose_id, step.pose_id)
    assert.ok(step.pose.instructions.length > 0)
  }
})

test('a practice from start to end', async () => {
  const started = await send('/sessions/start', { method: 'POST', as: 'token', body: { sequence_id: '7' } })
  assert.equal(started.status, 201)
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

test('the history page, which sends no token for the calendar', async () => {
  const range = `start_date=${new Date(Date.now() - 30 * 86_400_000).toISOString()}&end_date=${new Date(Date.now() + 1000).toISOString()}`
  const calendar = await send(`/calendar?${range}`, { as: 'cookie' })
  assert.equal(calendar.status, 200)
  const days = calendar.json.months.flatMap((month: { days: object[] }) => month.days)
  assert.equal(typeof days.at(-1).practice_date, 'string')
  assert.equal(typeof days.at(-1).session_count, 'number')
  assert.equal(typeof calendar.json.total_days_practiced, 'number')
  const { json } = await send(`/history?${range}&page_size=50`, { as: 'token' })
  assert.ok(
    json.sessions.some(
      (session: { sequence_name: string | null }) => typeof session.sequence_name === 'string',
    ),
  )
  assert.equal(typeof json.sessions[0].completion_status, 'string')
})

test('the profile page', async () => {
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

test('logging out without a body, after which only that session is dead', async () => {
  const out = await send('/auth/logout', { method: 'POST', as: 'token' })
  assert.equal(out.json.message, 'Successfully logged out')
  assert.equal((await send('/auth/me', { as: 'token' })).status, 401)
  assert.equal((await send('/poses', { as: 'token' })).status, 200)
})

/** What a link in the newest mails carries, once the job that sends them has run. */
async function linkInMail(pattern: RegExp): Promise<string> {
  const folder = path.join(dataDir, 'mail')
  const deadline = AbortSignal.timeout(15_000)
  while (!deadline.aborted) {
    for (const name of (await readdir(folder).catch(() => [])).toSorted().toReversed()) {
      const text = (await readFile(path.join(folder, name), 'utf8'))
        .replaceAll('=\r\n', '')
        .replaceAll('=\n', '')
      const found = pattern.exec(text)
      if (found) return found[1]!
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`no mail in ${folder} has a link like ${pattern}`)
}
