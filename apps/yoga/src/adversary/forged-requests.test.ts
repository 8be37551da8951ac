import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { schemaOf } from '@groundwork/kit/http/endpoint'
import { wireSchema } from '@groundwork/kit/http/wire-schema'
import { startHttpReceiver } from '@groundwork/kit/testing/http-receiver'
import { mounts } from '../app.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { bearer } from '../testing/accounts.ts'
import { createTestApp } from '../testing/test-app.ts'

const mailbox = await startMailbox()
const app = await createTestApp({ env: mailbox.env })
const { send, deps, ids } = app
await app.server.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.server.address() as AddressInfo

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token', () => {
  test('of any other algorithm, key, kind, audience or time is refused, and so is one that was changed', async () => {
    const good = await app.tokenOf('user')
    const [header = '', claims = ''] = good.split('.')
    const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
    const read = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>
    const hmac = (head: object, body: object, secret: string | Buffer, algorithm = 'sha256') => {
      const signed = `${encode(head)}.${encode(body)}`
      return `${signed}.${createHmac(algorithm, secret).update(signed).digest('base64url')}`
    }
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
    const rsa = `${encode({ ...read, alg: 'RS256' })}.${claims}`
    // The key of tests is known, as one would be that leaked: then a kind that this server does not issue.
    const leaked = deps.config.TOKEN_KEYS![0].secret
    const admin = { ...said, sub: String(ids.admin) }
    const forged = {
      'no algorithm': `${encode({ ...read, alg: 'none' })}.${encode(admin)}.`,
      'no algorithm, in other letters': `${encode({ ...read, alg: 'nOnE' })}.${encode(admin)}.`,
      'no signature': `${header}.${claims}.`,
      'no signature and no dot': `${header}.${claims}`,
      'another secret': hmac(read, admin, 'guessed'),
      'an empty secret': hmac(read, admin, ''),
      'an asymmetric algorithm': `${rsa}.${sign('sha256', Buffer.from(rsa), privateKey).toString('base64url')}`,
      'a public key as the secret': hmac(read, admin, pem),
      'a longer hash of the right key': hmac({ ...read, alg: 'HS512' }, said, leaked, 'sha512'),
      'a key id that is a path': hmac({ ...read, kid: '../../dev/null' }, admin, ''),
      'a key of its own': hmac({ ...read, jwk: { kty: 'oct', k: 'AA' } }, admin, Buffer.alloc(1)),
      'an address of keys': hmac({ ...read, jku: 'http://127.0.0.1/keys' }, admin, 'guessed'),
      'the session of somebody else': hmac(read, admin, leaked),
      'another audience': hmac(read, { ...said, aud: 'another' }, leaked),
      'another issuer': hmac(read, { ...said, iss: 'another' }, leaked),
      'another kind': hmac(read, { ...said, typ: 'refresh' }, leaked),
      'a time that is over': hmac(read, { ...said, exp: 1 }, leaked),
      'no end': hmac(read, { ...said, exp: undefined }, leaked),
      'claims of somebody else': `${header}.${encode(admin)}.${good.split('.')[2]}`,
      twice: `${good}.${good}`,
      'a space more': `${good} x`,
    }
    assert.equal((await send({ url: '/api/v1/auth/me', headers: bearer(good) })).status, 200)
    for (const [what, token] of Object.entries(forged)) {
      const { status, json } = await send({ url: '/api/v1/auth/me', headers: bearer(token) })
      assert.deepEqual([status, json.code], [401, 'auth.required'], what)
    }
  })

  test('that was written down works no more once its session is over', async () => {
    const { sessionId } = await deps.signIn.sessions.start(deps.db, String(ids.user), { remember: true })
    const claims = { subject: String(ids.user), sessionId, ttlMs: 60_000 }
    const headers = bearer((await deps.signIn.tokens.issue(claims)).token)
    assert.equal((await send({ url: '/api/v1/auth/me', headers })).status, 200)
    assert.equal((await send({ method: 'POST', url: '/api/v1/auth/logout', headers })).status, 200)
    assert.equal((await send({ url: '/api/v1/auth/me', headers })).status, 401)
  })
})

/** Statuses of what comes back for bytes on a connection, in order, and the whole of it. */
async function exchange(bytes: string) {
  const socket = connect(port, '127.0.0.1')
  socket.end(bytes)
  const answer = await text(socket)
  return { answer, statuses: [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status)) }
}

test('bytes that two servers could read as two different requests are one malformed request, and the end', async () => {
  const hidden = 'GET /api/v1/poses/categories HTTP/1.1\r\nHost: a\r\n\r\n'
  const head = 'POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
  const ambiguous = {
    'a length and chunks': `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    'two lengths': `${head}Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    'a length with a sign': `${head}Content-Length: +0\r\n\r\n${hidden}`,
    'two transfer encodings': `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
    'a space before the colon': `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
    'a folded line': `${head}X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    'a chunk size that is none': `${head}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${hidden}`,
    'a bare carriage return': `${head}X-A: b\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    'a zero byte in a field': `${head}X-A: b\0c\r\n\r\n${hidden}`,
  }
  for (const [what, bytes] of Object.entries(ambiguous)) {
    const { statuses, answer } = await exchange(bytes)
    assert.deepEqual(statuses, [400], `${what}: ${answer.slice(0, 200)}`)
  }
})

test('no value of a caller becomes a header field of an answer', async () => {
  const injection = 'x%0d%0aSet-Cookie:%20stolen=1'
  for (const url of [
    `/api/v1/poses/${injection}`,
    `/api/v1/poses?search=${injection}`,
    `/${injection}`,
    `/api/v1/auth/verify-email?token=${injection}`,
    `/api/v1/upload/images/${injection}`,
    `/api/v1/poses/1/?x=${injection}`,
  ]) {
    const { headers } = await send({ url })
    assert.equal(headers['set-cookie'], undefined, url)
    assert.ok(!Object.values(headers).some((value) => /[\r\n]/.test(String(value))), url)
  }
  const { statuses, answer } = await exchange(
    'GET /health/live HTTP/1.1\r\nHost: a\r\nX-Request-Id: abcdefgh\r\nOrigin: http://a\r\nSet-Cookie: b=1\r\nConnection: close\r\n\r\n',
  )
  assert.deepEqual(statuses, [200])
  assert.ok(!/set-cookie/i.test(answer))
})

test('no spelling of a path, and no field that names another one, leads past the permission', async () => {
  const spellings = [
    '/api/v1/admin/users',
    '//api/v1/admin/users',
    '/api//v1/admin/users',
    '/api/v1/./admin/users',
    '/api/v1/poses/../admin/users',
    '/api/v1/poses/%2e%2e/admin/users',
    '/api/v1/poses/..%2fadmin%2fusers',
    '/api/v1/poses/..;/admin/users',
    '/api/v1/admin/users/',
    '/api/v1/admin/users;a=b',
    '/api/v1/admin/users%00',
    '/api/v1/admin/users%20',
    '/api/v1/admin/users.json',
    '/api/v1/admin%2fusers',
    '/api/v1/ADMIN/users',
    '/API/V1/admin/users',
    '/api/v1\\admin\\users',
    '/%61pi/v1/%61dmin/users',
    'http://localhost/api/v1/admin/users',
    '/api/v1/admin/users?as=admin&role=admin',
  ]
  const fields = {
    'x-original-url': '/api/v1/admin/users',
    'x-rewrite-url': '/api/v1/admin/users',
    'x-forwarded-prefix': '/api/v1/admin',
    'x-user-id': String(ids.admin),
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': 'localhost',
    forwarded: 'for=127.0.0.1;host=localhost',
  }
  for (const url of spellings) {
    const { status, text } = await send({ url, as: 'user', headers: fields })
    assert.ok(status >= 300, `${url}: ${status}`)
    assert.ok(!text.includes('admin@example.com'), url)
  }
  const root = await send({ url: '/', headers: fields })
  assert.equal(root.json.name, 'YogaFlow API')
  const method = {
    'x-http-method-override': 'DELETE',
    'x-method-override': 'DELETE',
    'x-http-method': 'DELETE',
  }
  assert.equal(
    (await send({ url: '/api/v1/poses/1?_method=DELETE', as: 'admin', headers: method })).status,
    200,
  )
  assert.equal((await send({ url: '/api/v1/poses/1' })).status, 200)
})

test('no path leads to a file outside those that are served', async () => {
  const names = ['package.json', 'etc/passwd', 'config.ts', '.env']
  const ups = ['../', '..%2f', '%2e%2e%2f', '..%5c', '....//', '%252e%252e%252f', '..%c0%af']
  for (const folder of [
    '/images/poses',
    '/uploads/images',
    '/api/v1/upload/images',
    '/docs',
    '/openapi.json',
  ]) {
    for (const up of ups) {
      for (const name of names) {
        const { status, text } = await send({ url: `${folder}/${up.repeat(4)}${name}` })
        assert.ok(
          status >= 300 && !text.includes('root:') && !text.includes('"workspaces"'),
          `${folder} ${up} ${name}`,
        )
      }
    }
  }
})

test('fields that nobody offered change nothing: neither rights, nor owners, nor prototypes', async () => {
  const extra = {
    user_id: ids.admin,
    userId: ids.admin,
    id: 1,
    subject: String(ids.admin),
    created_by: ids.admin,
    role: 'admin',
    roles: ['admin'],
    permissions: ['pose.write'],
    is_admin: true,
    isAdmin: true,
    email_verified: true,
    is_active: true,
    is_preset: true,
    is_published: true,
    state: 'completed',
  }
  const body = { email: 'eve@example.com', name: 'Eve', password: 'Downward1Dog', ...extra }
  const registered = await send({ method: 'POST', url: '/api/v1/auth/register', body })
  const headers = bearer(registered.json.access_token)
  const sendAs = (method: 'POST' | 'PUT', url: string, sent: object) =>
    send({ method, url: `/api/v1${url}`, headers, body: { ...sent, ...extra } })
  assert.equal((await sendAs('PUT', '/profile', { name: 'Eve Again' })).status, 200)
  const me = (await send({ url: '/api/v1/auth/me', headers })).json
  assert.notEqual(me.user_id, ids.admin)
  assert.deepEqual([me.email_verified, me.name], [false, 'Eve Again'])
  const isAdmin = async () => (await send({ url: '/api/v1/admin/users', headers })).status !== 403
  assert.equal(await isAdmin(), false)

  const steps = [1, 2, 3].map((pose_id) => ({ pose_id, duration_seconds: 30 }))
  const shape = {
    name: 'Eve',
    difficulty_level: 'beginner',
    focus_area: 'core',
    style: 'hatha',
    poses: steps,
  }
  const { sequence_id } = (await sendAs('POST', '/sequences/custom', shape)).json
  assert.equal((await send({ url: `/api/v1/sequences/${sequence_id}` })).status, 404, 'it is no preset')
  const session = (await sendAs('POST', '/sessions/start', {})).json
  assert.deepEqual([session.user_id, session.state], [me.user_id, 'in_progress'])

  for (const text of [
    '{"__proto__":{"isAdmin":true}}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
    '{"name":"Eve","__proto__":{"roles":["admin"]}}',
    '{"name":{"__proto__":{"isAdmin":true}}}',
  ]) {
    const { status } = await send({
      method: 'PUT',
      url: '/api/v1/profile',
      headers: { ...headers, 'content-type': 'application/json' },
      body: text,
    })
    assert.equal(status, 422, text)
  }
  await send({ url: '/api/v1/poses?__proto__[isAdmin]=1&constructor[prototype][isAdmin]=1&__proto__=1' })
  assert.equal(({} as Record<string, unknown>)['isAdmin'], undefined)
  assert.equal(await isAdmin(), false)
})

test('no answer has a place for a password, a hash or what only the inside knows', () => {
  const namesIn = (schema: unknown): string[] => {
    if (typeof schema !== 'object' || schema === null) return []
    const own = 'properties' in schema ? Object.keys(schema.properties as object) : []
    return [...own, ...Object.values(schema).flatMap(namesIn)]
  }
  for (const { endpoint } of mounts.flatMap(({ bindings }) => bindings)) {
    for (const response of Object.values(endpoint.responses)) {
      const schema = schemaOf(response)
      const names = schema ? namesIn(wireSchema(schema, 'output')) : []
      const secret = names.filter((name) => /passw|hash|secret|salt|lockout|failures|kid$/i.test(name))
      assert.deepEqual(secret, [], endpoint.id)
    }
  }
})

test('bodies that are too long, too deep or no JSON are refused before anything is done with them', async () => {
  const post = (body: string, type = 'application/json') =>
    send({
      method: 'POST',
      url: '/api/v1/sessions/start',
      as: 'user',
      body,
      headers: { 'content-type': type },
    })
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  const startedMs = performance.now()
  assert.equal((await post(`{"a":"${'x'.repeat(1024 * 1024)}"}`)).status, 413)
  assert.equal((await post(nested(400_000))).status, 422)
  assert.equal((await post('{"a":'.repeat(100_000))).status, 422)
  assert.equal((await post(`{"sequence_id":${nested(200_000)}}`)).status, 422)
  assert.equal(
    (await post(`{${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join()},"sequence_id":"x"}`))
      .status,
    422,
  )
  assert.equal((await post(`{"sequence_id":${'9'.repeat(500_000)}}`)).status, 422)
  assert.equal(
    (await post('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 'application/xml'))
      .status,
    415,
  )
  assert.ok(performance.now() - startedMs < 5_000, 'none of them takes long')
})

test('an address in the data of a caller is never asked for anything, and the host of a request is believed nowhere', async () => {
  const receiver = await startHttpReceiver()
  const url = `${receiver.url}/secret.png`
  const pose = { image_urls: [url], props: ['wall'] }
  assert.equal((await send({ method: 'PUT', url: '/api/v1/poses/1', as: 'admin', body: pose })).status, 200)
  const headers = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    referer: url,
    origin: 'https://evil.example',
  }
  for (const { prefix, bindings } of mounts) {
    for (const { endpoint } of bindings) {
      if (endpoint.method !== 'GET' || endpoint.permission !== 'public' || endpoint.path.includes(':'))
        continue
      const { text, headers: answered } = await send({ url: `${prefix}${endpoint.path}` || '/', headers })
      assert.ok(!text.includes('evil.example'), endpoint.id)
      assert.ok(!JSON.stringify(answered).includes('evil.example'), endpoint.id)
    }
  }
  const body = { email: 'host@example.com', name: 'Host', password: 'Downward1Dog' }
  await send({ method: 'POST', url: '/api/v1/auth/register', body, headers })
  await app.jobs.runPending()
  const [mail] = mailbox.take(body.email)
  assert.ok(mail?.link && !mail.text.includes('evil.example'))
  assert.deepEqual(receiver.received, [])
  await receiver.close()
})

test('every answer, whatever it says, forbids to guess its type, to frame it and to keep it where that matters', async () => {
  const answers = await Promise.all([
    send({ url: '/api/v1/poses' }),
    send({ url: '/api/v1/auth/me', as: 'user' }),
    send({ url: '/api/v1/auth/me' }),
    send({ url: '/nowhere' }),
    send({ method: 'DELETE', url: '/api/v1/poses' }),
    send({ url: '/%' }),
    send({
      method: 'POST',
      url: '/api/v1/auth/login',
      body: '{',
      headers: { 'content-type': 'application/json' },
    }),
    send({ method: 'OPTIONS', url: '/api/v1/poses', headers: { origin: 'https://evil.example' } }),
  ])
  for (const { headers, status } of answers) {
    assert.equal(headers['x-content-type-options'], 'nosniff', String(status))
    assert.match(String(headers['content-security-policy']), /default-src 'none'|frame-ancestors 'none'/)
    assert.equal(headers['access-control-allow-origin'], undefined)
    assert.equal(headers['server'], undefined)
    assert.equal(headers['x-powered-by'], undefined)
    if (status >= 400) assert.equal(headers['cache-control'], 'no-store')
  }
  assert.match(String(answers[1]!.headers['cache-control']), /private|no-store/)
})
