import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { formOf, type FormFile } from '@groundwork/kit/testing/form'
import { bearer } from '../testing/accounts.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { createTestApp, type TestRequest } from '../testing/test-app.ts'

const mailbox = await startMailbox()
const app = await createTestApp({ env: { ...mailbox.env, LOG_LEVEL: 'debug' } })
const limited = await createTestApp({ env: { LIMIT_PUBLIC: '1/min' } })
const { send } = app

const maya = { email: 'maya@example.com', name: 'Maya', password: 'Downward1Dog' }
const register = (body: unknown) => send({ method: 'POST', url: '/api/v1/auth/register', body })
const origin = 'http://localhost:5173'

test('W10 the answer to one request too many is JSON that says when to come back', async () => {
  await limited.send({ url: '/api/v1/poses' })
  const { status, headers, text } = await limited.send({ url: '/api/v1/poses', headers: { origin } })
  assert.equal(status, 429)
  assert.equal(JSON.parse(text).status_code, 429)
  assert.match(String(headers['retry-after']), /^[1-9]\d*$/)
  assert.equal(headers['access-control-allow-origin'], origin)
})

test('W10 a page of another origin can read the answer to an error that nobody foresaw', async () => {
  const broken = await createTestApp()
  await broken.deps.db.execute({
    shape: 'test.break',
    text: 'alter table practice_sessions rename to lost',
    values: [],
  })
  const { status, headers, json } = await broken.send({
    url: '/api/v1/history',
    as: 'user',
    headers: { origin },
  })
  assert.deepEqual([status, json.status_code], [500, 500])
  assert.equal(headers['access-control-allow-origin'], origin)
})

test('W10 what rules of our own refuse is answered as invalid, not as an error of the server', async () => {
  for (const change of [{ email: 'maya@yoga.test' }, { name: '   ' }, { password: 'Short1' }]) {
    const { status, json } = await register({ ...maya, ...change })
    assert.equal(status, 422)
    assert.equal(json.errors[0].loc[1], Object.keys(change)[0])
  }
})

test('W11 what was refused is neither repeated nor logged', async () => {
  const secrets = ['hunter2', 'not an address of mine', 'wrong-Pa55word']
  const [password, email, wrong] = secrets
  const refused = await register({ ...maya, email, password })
  assert.equal(refused.status, 422)
  const body = { email: maya.email, password: wrong }
  const failed = await send({ method: 'POST', url: '/api/v1/auth/login', body })
  const cut = await send({
    method: 'POST',
    url: '/api/v1/auth/login',
    body: `{"password": "${wrong}"`,
    headers: { 'content-type': 'application/json' },
  })
  assert.deepEqual([failed.status, cut.status >= 400], [401, true])
  const log = app.logLines.join('')
  assert.ok(log.includes('/api/v1/auth/login'), 'requests are logged')
  for (const secret of secrets) {
    for (const { text } of [refused, failed, cut]) assert.ok(!text.includes(secret!))
    assert.ok(!log.includes(secret!), secret)
  }
})

test('W12 every error tells its text under both names, with its status and code', async () => {
  const requests: (TestRequest & { expected: number })[] = [
    { url: '/api/v1/profile', expected: 401 },
    { url: '/api/v1/admin/users', as: 'user', expected: 403 },
    { url: '/api/v1/poses/999999', expected: 404 },
    { url: '/nowhere', expected: 404 },
    { url: '/api/v1/poses/abc', expected: 422 },
    { method: 'POST', url: '/api/v1/auth/login', body: maya, expected: 401 },
  ]
  for (const { expected, ...request } of requests) {
    const { status, json } = await send(request)
    assert.deepEqual([status, json.status_code], [expected, expected], request.url)
    assert.deepEqual(
      [typeof json.error, typeof json.detail, typeof json.code],
      ['string', 'string', 'string'],
    )
    if (status !== 422) assert.equal(json.detail, json.error)
    assert.ok(json.detail.length > 0 && json.code.length > 0)
  }
})

test('W13 clients find text in `detail`, their words for filters, and numbers to show', async () => {
  assert.equal(typeof (await send({ url: '/api/v1/poses?difficulty=guru' })).json.detail, 'string')
  const words = ['backbend', 'forward_bend', 'twist', 'inversion', 'hip_opener', 'balance', 'core']
  for (const word of words) {
    const { status, json } = await send({ url: `/api/v1/poses?category=${word}` })
    assert.equal(status, 200, word)
    assert.ok(json.total > 0, word)
  }
  for (const query of ['category=ashtanga', 'duration=short', 'difficulty=beginner'])
    assert.equal((await send({ url: `/api/v1/sequences?${query}` })).status, 200, query)
  assert.equal((await send({ url: '/api/v1/stats', as: 'user' })).status, 200)
})

test('W13 the calendar needs no token beside the cookie, and both mailed links lead somewhere', async () => {
  const registered = await register({ ...maya, email: 'links@example.com' })
  const cookie = String(registered.headers['set-cookie']).split(';', 1)[0]!
  assert.equal((await send({ url: '/api/v1/calendar', headers: { cookie } })).status, 200)
  await app.jobs.runPending()
  const { pathname, search } = new URL(mailbox.take('links@example.com')[0]!.link!)
  assert.equal((await send({ url: pathname + search })).status, 200)
  const me = await send({ url: '/api/v1/auth/me', headers: bearer(registered.json.access_token) })
  assert.equal(me.json.email_verified, true)
  const body = { email: 'links@example.com' }
  await send({ method: 'POST', url: '/api/v1/auth/forgot-password', body })
  await app.jobs.runPending()
  assert.match(
    mailbox.take('links@example.com')[0]!.link!,
    /^http:\/\/localhost:5173\/reset-password\/[\w-]{43}$/,
  )
})

const upload = (file: FormFile) =>
  send({ method: 'POST', url: '/api/v1/upload/image', as: 'admin', ...formOf(file) })

test('W20 an upload is what its bytes are, and is served as that where the answer says', async () => {
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#369' } })
    .png()
    .toBuffer()
  const { status, json } = await upload({ bytes, name: '../x.html', type: 'text/html' })
  assert.equal(status, 201)
  for (const url of [json.url, `/api/v1/upload/images/${json.filename}`]) {
    const { status: found, headers } = await send({ url })
    assert.deepEqual([found, headers['content-type']], [200, 'image/png'])
  }
  const script = Buffer.from('<script>alert(1)</script>')
  assert.equal((await upload({ bytes: script, name: 'x.png', type: 'image/png' })).status, 400)
  const large = Buffer.alloc(10 * 1024 * 1024 + 1, 1)
  assert.equal(
    (await upload({ bytes: large, name: 'x.png', type: 'image/png' })).json.code,
    'upload.too_large',
  )
})
