import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { errorFormat } from './error-format.ts'
import { listen, openLive } from './testing/live-client.ts'
import { createTestApp } from './testing/test-app.ts'

const env = { SOCKETS_PER_ADDRESS: '1', LIMIT_CONNECT: '1/min', TRUSTED_PROXIES: '127.0.0.1' }
const app = await createTestApp({ env })
const base = await listen(app)
const { schema } = errorFormat(app.clock)

const HANDSHAKE = {
  host: 'a',
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** What an upgrade is refused with: status, code and fields of the answer, which must be one of Navi's errors. */
async function refusalOf(fields: Record<string, string>, path = '/') {
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  const lines = Object.entries({ ...HANDSHAKE, ...fields }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
  const headers = new Headers(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(': ', 2) as [string, string]),
  )
  const error = schema.parse(JSON.parse(body)) as { code: string; requestId: string }
  assert.match(headers.get('content-type')!, /^application\/json/)
  assert.equal(headers.get('x-request-id'), error.requestId)
  assert.equal(headers.get('content-length'), String(Buffer.byteLength(body)))
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  return { status: Number(head.split(' ')[1]), code: error.code, headers }
}

test('an upgrade that opens no socket is answered by an error of Navi like any other', async () => {
  const expect = async (refusal: ReturnType<typeof refusalOf>, status: number, code: string) => {
    const refused = await refusal
    assert.deepEqual([refused.status, refused.code], [status, code])
    assert.equal(refused.headers.has('retry-after'), status === 429 || status === 503)
    return refused
  }
  await expect(refusalOf({}, '/elsewhere'), 404, 'UNKNOWN_PATH')
  await expect(refusalOf({ origin: 'https://evil.example' }), 403, 'FOREIGN_ORIGIN')
  await expect(refusalOf({ host: 'a b' }), 400, 'MALFORMED_HOST')
  const wrong = { 'sec-websocket-key': 'short', 'x-forwarded-for': '203.0.113.1' }
  const { headers } = await expect(refusalOf(wrong), 400, 'MALFORMED_HANDSHAKE')
  assert.equal(headers.get('sec-websocket-version'), '13')
  await openLive(base)
  await expect(refusalOf({}), 429, 'TOO_MANY_SOCKETS')
  const from = { 'x-forwarded-for': '203.0.113.1' }
  const fast = await expect(refusalOf(from), 429, 'CONNECTING_TOO_FAST')
  assert.equal(fast.headers.get('retry-after'), '60')
  const stopped = app.deps.realtime.close()
  await expect(refusalOf({}), 503, 'STOPPING')
  app.tick(20)
  await stopped
})
