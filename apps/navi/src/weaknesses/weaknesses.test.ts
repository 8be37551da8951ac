import assert from 'node:assert/strict'
import { request as openRequest } from 'node:http'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { testWeaknessCoverage } from '@groundwork/kit/testing/weakness-coverage'
import { listen, openLive } from '../testing/live-client.ts'
import { phonesOf } from '../testing/phones.ts'
import { createTestApp } from '../testing/test-app.ts'

const ORIGIN = 'https://navi.example.com'
const app = await createTestApp({
  env: {
    LIMIT_HEALTH: '100/min',
    LIMIT_REFUSED: '3/min',
    LIMIT_REGISTER: '100/min',
    TRUSTED_PROXIES: '127.0.0.1',
    CORS_ORIGINS: ORIGIN,
    SOCKETS_PER_ADDRESS: '3',
  },
})
const { send, server, deps, ids } = app
const { newPhone, newPair } = phonesOf(app)
const base = await listen(app)

/** The status that an upgrade is answered with. */
async function upgradeStatus(headers: Record<string, string>): Promise<number> {
  const request = openRequest(base.replace('ws:', 'http:'), {
    agent: false,
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  })
  request.end()
  return Promise.race([
    once(request, 'upgrade').then(([, socket]) => {
      socket.destroy()
      return 101
    }),
    once(request, 'response').then(([answer]) => {
      answer.resume()
      return answer.statusCode as number
    }),
  ])
}

describe('security', () => {
  test('a token that says less than who and which session is worth nothing [W4]', async () => {
    const { tokens } = deps.signIn
    const unknown = { subject: ids.user, sessionId: '01980000-0000-7000-8000-000000000000' }
    for (const claims of [unknown, { ...unknown, subject: '' }]) {
      const { token } = await tokens.issue({ ...claims, ttlMs: 60_000 })
      const headers = { authorization: `Bearer ${token}` }
      assert.equal((await send({ url: '/api/pairing/status', headers })).json.code, 'INVALID_TOKEN')
    }
  })

  test('only named origins read answers or open sockets, and never all of them [W5]', async () => {
    for (const origin of [ORIGIN, 'https://evil.example']) {
      const { headers } = await send({ url: '/health/live', headers: { origin } })
      assert.equal(headers['access-control-allow-origin'], origin === ORIGIN ? ORIGIN : undefined)
      assert.equal(await upgradeStatus({ origin }), origin === ORIGIN ? 101 : 403)
    }
  })

  test('sockets are few for an address, and end when they do not sign on or send too much [W5]', async () => {
    const sockets = [await openLive(base), await openLive(base), await openLive(`${base}/api/pairing/ws`)]
    assert.equal(await upgradeStatus({}), 429)
    assert.equal(await upgradeStatus({ 'x-forwarded-for': '203.0.113.5' }), 101)
    sockets[0]!.send({ type: 'auth', token: 'x'.repeat(17_000) })
    assert.equal(await sockets[0]!.closed, 1009)
    app.tick(12)
    for (const socket of sockets.slice(1)) assert.equal(await socket.closed, 4001)
  })

  test('behind a proxy everybody has a limit of their own, told as JSON, and probes have none [W6]', async () => {
    const health = (client: string) =>
      server.inject({ url: '/health', headers: { 'x-forwarded-for': client } })
    const answers = []
    for (let i = 0; i < 110; i++) answers.push(await health('203.0.113.1'))
    assert.equal(answers.filter(({ statusCode }) => statusCode === 429).length, 10)
    const refused = answers.at(-1)!
    assert.equal(refused.json().code, 'RATE_LIMITED')
    assert.ok(Number(refused.headers['retry-after']) > 0)
    assert.equal(refused.headers['x-ratelimit-limit'], '100')
    assert.equal(refused.headers['x-ratelimit-remaining'], '0')
    assert.ok(Number(refused.headers['x-ratelimit-reset']) > app.clock.nowMs() / 1000)
    assert.equal((await health('203.0.113.2')).statusCode, 200)
    for (let i = 0; i < 110; i++)
      assert.equal((await server.inject({ url: '/health/ready' })).statusCode, 200)
  })

  test('tokens cannot be guessed without end, and who has one is let in from the same address [W6]', async () => {
    const me = (token: string) =>
      server.inject({
        url: '/api/auth/devices',
        headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' },
      })
    const statuses = []
    for (let i = 0; i < 4; i++) statuses.push((await me('guess')).statusCode)
    assert.deepEqual(statuses, [401, 401, 401, 429])
    const refused = await me('guess')
    assert.equal(refused.json().code, 'RATE_LIMITED')
    assert.ok(Number(refused.headers['retry-after']) > 0)
    assert.equal((await me(app.tokens.user)).statusCode, 200)
  })
})

describe('correctness', () => {
  test('whoever was left can neither tap the one who left nor end their new pairing [W8]', async () => {
    const [maya, noor] = await newPair()
    await maya.send({ method: 'DELETE', url: '/api/pairing/unpair' })
    const kim = await newPhone()
    const { pairingCode } = (await kim.post('/pairing/create')).json
    await maya.post('/pairing/join', { pairingCode })
    assert.equal((await noor.post('/tap/send')).json.code, 'NOT_PAIRED')
    await noor.send({ method: 'DELETE', url: '/api/pairing/unpair' })
    assert.equal((await maya.get('/pairing/status')).json.partnerId, kim.userId)
    assert.equal((await kim.get('/pairing/status')).json.partnerId, maya.userId)
  })

  test('twenty taps at once have twenty ids and twenty places, one after the other [W9]', async () => {
    const [maya] = await newPair()
    const taps = await Promise.all(Array.from({ length: 20 }, () => maya.post('/tap/send')))
    assert.equal(new Set(taps.map(({ json }) => json.tapId)).size, 20)
    const seqs = taps.map(({ json }) => json.seq).toSorted((a, b) => a - b)
    assert.deepEqual(
      seqs,
      Array.from({ length: 20 }, (_, i) => seqs[0] + i),
    )
  })

  test('what is wrong with a request is never a fault of the server, and always JSON [W14]', async () => {
    const json = { 'content-type': 'application/json' }
    const post = (body: string, url = '/api/auth/register') =>
      send({ method: 'POST', url, as: 'user', body, headers: json })
    const answers = [
      [400, await post('{"deviceToken":')],
      [400, await post('"text"')],
      [400, await post('null', '/api/pairing/join')],
      [413, await post(`{"deviceToken":"${'x'.repeat(10_240)}"}`)],
      [400, await send({ url: '/api/auth/users/not-a-uuid', as: 'user' })],
      [404, await send({ url: '/api/nothing' })],
      [405, await send({ method: 'PUT', url: '/api/tap/send' })],
    ] as const
    for (const [status, answer] of answers) {
      assert.equal(answer.status, status, answer.text)
      assert.deepEqual(Object.keys(answer.json), ['error', 'code', 'timestamp', 'requestId'])
    }
  })
})

testWeaknessCoverage({ app: new URL('../../', import.meta.url), count: 16 })
