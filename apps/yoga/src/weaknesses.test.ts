import assert from 'node:assert/strict'
import { glob, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { dumpSchema } from '@groundwork/kit/db/dump-schema'
import { listHistory, readStats } from './history/contract.ts'
import { countCategories } from './sequences/contract.ts'
import { accountsOf, PASSWORD } from './testing/accounts.ts'
import { createTestApp, type TestRequest } from './testing/test-app.ts'

// The weaknesses W1 to W26 of the server that existing clients were made for. Each is a test that fails on a server that
// has it: here, or where its feature is tested, under its number. The last test looks for all of them.

const app = await createTestApp({ env: { LOG_LEVEL: 'info' }, strict: false })
const { send, clock, deps } = app
const { register } = accountsOf(app)

const limited = await createTestApp({ env: { LIMIT_PUBLIC: '3/min', LIMIT_CREDENTIALS: '3/min' } })
const statusesOf = async (requests: readonly TestRequest[], on = limited) => {
  const statuses = []
  for (const request of requests) statuses.push((await on.send(request)).status)
  limited.clock.advance(60_000)
  return statuses
}

test('W1 no address makes an administrator, at registration or later', async () => {
  const body = { email: 'x@admin.yogaflow.com', name: 'X', password: PASSWORD }
  const registered = await send({ method: 'POST', url: '/api/v1/auth/register', body })
  assert.equal(registered.json.user.role, 'user')
  const person = await register()
  const moved = await person.send({
    method: 'PUT',
    url: '/api/v1/profile',
    body: { email: 'y@admin.yogaflow.com' },
  })
  assert.deepEqual([moved.status, moved.json.role], [200, 'user'])
  const tokens = [registered.json.access_token, undefined]
  for (const token of tokens) {
    assert.equal((await person.send({ method: 'DELETE', url: '/api/v1/poses/1' }, token)).status, 403)
    assert.equal((await person.send({ url: '/api/v1/admin/users' }, token)).status, 403)
  }
})

test('W5 every instant that an operation answers says that it is in UTC', async () => {
  const document = await readFile(new URL('../generated/openapi.json', import.meta.url), 'utf8')
  const instants = document.match(/"\d{4}-\d\d-\d\dT\d\d:\d\d[^"]*"/g) ?? []
  assert.ok(instants.length > 100)
  // Beside what was answered, the document shows what callers may send: with an offset, too.
  assert.deepEqual(
    instants.filter((instant) => !/(Z|[+-]\d\d:\d\d)"$/.test(instant)),
    [],
  )
})

test('W9 a header that callers write themselves gives nobody another budget', async () => {
  const requests = Array.from({ length: 4 }, (_, i) => ({
    url: '/api/v1/poses',
    headers: {
      'x-forwarded-for': `203.0.113.${i}`,
      'x-real-ip': `203.0.113.${i}`,
      forwarded: `for=203.0.113.${i}`,
    },
  }))
  assert.deepEqual(await statusesOf(requests), [200, 200, 200, 429])
  const behindProxy = await createTestApp({ env: { LIMIT_PUBLIC: '3/min', TRUSTED_PROXIES: '127.0.0.1' } })
  assert.deepEqual(await statusesOf(requests, behindProxy), [200, 200, 200, 200])
})

test('W9 all addresses of a class share one budget', async () => {
  const urls = [
    '/api/v1/poses/1',
    '/api/v1/poses/2',
    '/api/v1/sequences/1',
    '/api/v1/poses/3',
    '/api/v1/sequences',
  ]
  assert.deepEqual(await statusesOf(urls.map((url) => ({ url }))), [200, 200, 200, 429, 429])
})

test('W10 too many requests are answered with JSON that can be read, and with when to come back', async () => {
  await statusesOf([])
  for (let i = 0; i < 3; i++) await limited.send({ url: '/api/v1/poses' })
  const { status, json, headers } = await limited.send({ url: '/api/v1/poses' })
  assert.deepEqual([status, json.code, headers['retry-after']], [429, 'limit.exceeded', '60'])
})

test('W10 pages of other origins can read errors, those nobody foresaw too', async () => {
  const { report } = deps.health
  deps.health.report = () => Promise.reject(new Error('a wire is loose'))
  const origin = 'http://localhost:5173'
  for (const [url, expected] of [
    ['/health', 500],
    ['/api/v1/profile', 401],
    ['/api/v1/poses?page=0', 422],
    ['/nowhere', 404],
  ] as const) {
    const { status, headers, json } = await send({ url, headers: { origin } })
    assert.deepEqual([status, headers['access-control-allow-origin']], [expected, origin], url)
    assert.equal(json.status_code, expected)
  }
  deps.health.report = report
})

test('W10 what a rule of its own refuses is a 422 that can be read, like any other', async () => {
  const body = { email: 'maya@yoga.test', name: 'Maya', password: PASSWORD }
  const { status, json } = await send({ method: 'POST', url: '/api/v1/auth/register', body })
  assert.equal(status, 422)
  assert.deepEqual(json.errors, [
    { loc: ['body', 'email'], msg: 'must be an address that can receive mail', type: 'custom' },
  ])
})

test('W11 what was refused is neither repeated nor logged', async () => {
  const body = { email: 'not-an-address-7f3', name: '', password: 'Hidden7', current_password: 'Hidden8' }
  for (const [method, url] of [
    ['POST', '/api/v1/auth/register'],
    ['POST', '/api/v1/auth/login'],
    ['PUT', '/api/v1/profile/password'],
    ['DELETE', '/api/v1/profile'],
  ] as const) {
    const { status, text } = await send({
      method,
      url,
      as: 'user',
      body: { ...body, password: [body.password] },
    })
    assert.equal(status, 422, url)
    assert.doesNotMatch(text, /not-an-address-7f3|Hidden/)
  }
  const log = app.logLines.join('')
  assert.ok(log.includes('/api/v1/profile/password'))
  assert.doesNotMatch(log, /not-an-address-7f3|Hidden/)
})

test('W12 every error has the keys that clients read, as text', async () => {
  const requests: [number, TestRequest][] = [
    [400, { method: 'POST', url: '/api/v1/auth/verify-email', body: { token: 'x' } }],
    [401, { url: '/api/v1/profile' }],
    [403, { url: '/api/v1/admin/users', as: 'user' }],
    [404, { url: '/api/v1/poses/9999' }],
    [404, { url: '/api/v1/nothing' }],
    [405, { method: 'PATCH', url: '/api/v1/poses' }],
    [409, { method: 'DELETE', url: `/api/v1/admin/users/${app.ids.admin}/roles/admin`, as: 'admin' }],
    [
      415,
      { method: 'POST', url: '/api/v1/auth/login', body: 'x', headers: { 'content-type': 'text/plain' } },
    ],
    [422, { url: '/api/v1/poses?category=flying' }],
  ]
  for (const [expected, request] of requests) {
    const { status, json } = await send(request)
    assert.equal(status, expected, request.url)
    assert.deepEqual(
      [typeof json.error, typeof json.detail, json.status_code],
      ['string', 'string', expected],
    )
    assert.ok(json.detail.length > 0 && json.code && json.request_id)
    assert.equal(json.error, expected === 422 ? 'Validation Error' : json.detail)
  }
})

// Its dead statistics page and its broken profile page are the client's own: no server has them.
test('W13 the detail of a refusal is one text, whatever was wrong', async () => {
  for (const query of ['category=x', 'difficulty=x', 'page=0&page_size=0&difficulty=x'])
    assert.equal(typeof (await send({ url: `/api/v1/poses?${query}` })).json.detail, 'string')
})

test('W19 asking for the verification mail again is limited for an address from wherever it comes', async () => {
  const body = { email: 'victim@example.com' }
  const ask = async (i: number) => {
    const options = { method: 'POST', url: '/api/v1/auth/resend-verification', payload: body } as const
    return (await limited.server.inject({ ...options, remoteAddress: `192.0.2.${i}` })).statusCode
  }
  assert.deepEqual([await ask(1), await ask(2), await ask(3), await ask(4)], [200, 200, 200, 429])
})

test('W22 a running server has the schema that its migrations make, and no other', async () => {
  const committed = await readFile(new URL('../generated/schema.sql', import.meta.url), 'utf8')
  assert.equal(await dumpSchema(deps.db), committed)
})

test('W23 histories, statistics and categories take one or two statements, however much there is', async () => {
  assert.deepEqual([listHistory.statements, countCategories.statements], [1, 1])
  assert.ok(readStats.statements <= 2)
  const counted = await createTestApp()
  const url = '/api/v1/sessions'
  for (let i = 1; i <= 12; i++) {
    const { json } = await counted.send({
      method: 'POST',
      url: `${url}/start`,
      as: 'user',
      body: { sequence_id: i },
    })
    const body = { session_id: json.session_id, duration_seconds: 60 }
    await counted.send({ method: 'POST', url: `${url}/complete`, as: 'user', body })
  }
  // The test app answers 500 when a request runs more statements than its contract says.
  for (const path of [
    '/history?page_size=100',
    '/stats',
    '/sequences/categories',
    '/sequences?page_size=100',
  ])
    assert.equal((await counted.send({ url: `/api/v1${path}`, as: 'user' })).status, 200, path)
})

test('W26 without any setting mail goes out: into a file, once the account is stored', async () => {
  const folder = path.resolve(deps.config.DATA_DIR, 'mail')
  const { email } = await register()
  assert.deepEqual(await readdir(folder).catch(() => []), [])
  await app.jobs.runPending()
  const mails = await readdir(folder)
  assert.ok(mails.some((name) => name.includes(email)))
})

test('W24 without its database the server is not healthy and not ready, but alive', async () => {
  const broken = await createTestApp()
  assert.equal((await broken.send({ url: '/health' })).json.status, 'healthy')
  await broken.deps.db.close()
  broken.clock.advance(2000)
  const health = await broken.send({ url: '/health' })
  assert.deepEqual([health.status, health.json.status], [503, 'unhealthy'])
  assert.equal((await broken.send({ url: '/health/ready' })).status, 503)
  assert.equal((await broken.send({ url: '/health/live' })).status, 200)
})

test('each of the 26 weaknesses stands in the name of a test', async () => {
  const named = new Set<string>()
  const root = path.resolve(import.meta.dirname, '../../..')
  for await (const file of glob('{apps,packages}/*/{src,e2e}/**/*.test.ts', { cwd: root })) {
    const text = await readFile(path.join(root, file), 'utf8')
    for (const [, name] of text.matchAll(/\btest\(\s*(?:'|`|")(.*)/g))
      for (const [id] of name!.matchAll(/\bW\d+\b/g)) named.add(id)
  }
  const all = Array.from({ length: 26 }, (_, i) => `W${i + 1}`)
  assert.deepEqual(
    all.filter((id) => !named.has(id)),
    [],
  )
})
