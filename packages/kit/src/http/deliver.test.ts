import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import fc from 'fast-check'
import { z } from 'zod'
import { createBareServer } from '../testing/bare-server.ts'
import { chooseCoding } from './content-coding.ts'
import { endpoint } from './endpoint.ts'
import type { Binding, Principal } from './handler.ts'
import { handlerFor } from './handler.ts'

const handle = handlerFor<object, Principal>()
const shared = {
  permission: 'public',
  limit: 'none',
  statements: 0,
  summary: 'for tests',
  examples: [],
} as const
const get = { ...shared, method: 'GET' } as const
const Text = z.object({ text: z.string() })
const long = 'what is said often gets shorter '.repeat(200)

const bindings: Binding<object, Principal>[] = [
  handle(endpoint({ ...get, id: 'a.small', path: '/small', responses: { 200: Text } }), () => ({
    text: 'short',
  })),
  handle(endpoint({ ...get, id: 'a.long', path: '/long', cache: 60, responses: { 200: Text } }), () => ({
    text: long,
  })),
  handle(
    endpoint({ ...get, id: 'a.own', path: '/own', permission: 'signed_in', responses: { 200: Text } }),
    () => ({ text: long }),
  ),
  handle(
    endpoint({
      ...get,
      id: 'a.either',
      path: '/either',
      permission: 'optional',
      cache: 60,
      responses: { 200: Text },
    }),
    () => ({ text: long }),
  ),
  handle(
    endpoint({
      ...get,
      id: 'a.secret',
      path: '/secret',
      cache: 'never',
      compress: false,
      responses: { 200: Text },
    }),
    () => ({ text: long }),
  ),
  handle(endpoint({ ...get, id: 'a.cookie', path: '/cookie', responses: { 200: Text } }), ({ answer }) => {
    answer.header('set-cookie', 'session=1')
    return { text: long }
  }),
  handle(
    endpoint({
      ...get,
      id: 'a.picture',
      path: '/picture',
      cache: 'for_ever',
      responses: { 200: { contentType: 'image/png', description: 'A picture' } },
    }),
    () => Buffer.alloc(5000),
  ),
  handle(
    endpoint({
      ...get,
      id: 'a.stream',
      path: '/stream',
      responses: { 200: { contentType: 'text/plain', description: 'Text' } },
    }),
    () => Readable.from([long, long]),
  ),
  handle(
    endpoint({
      ...get,
      id: 'a.broken',
      path: '/broken',
      responses: { 200: { contentType: 'text/plain', description: 'Text' } },
    }),
    () =>
      Readable.from(
        (function* () {
          yield long
          throw new Error('the source broke')
        })(),
      ),
  ),
  handle(endpoint({ ...get, id: 'a.huge', path: '/huge', responses: { 200: Text } }), () => ({
    text: long.repeat(20),
  })),
  handle(
    endpoint({ ...shared, method: 'POST', id: 'a.post', path: '/post', responses: { 200: Text } }),
    () => ({ text: long }),
  ),
]
const server = createBareServer(bindings, {
  authenticate: async ({ authorization }) =>
    authorization === undefined
      ? undefined
      : { subject: authorization, permissions: new Set<string>(), carrier: 'bearer' },
})

after(() => server.close())

const send = (url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' | 'POST' = 'GET') =>
  server.inject({ method, url, headers })

const decoders = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync }

for (const [coding, decode] of Object.entries(decoders)) {
  test(`a long answer is sent as ${coding} to who asks for that, with an entity tag of its own and its real length`, async () => {
    const plain = await send('/long')
    for (const round of ['compressed now', 'compressed before']) {
      const { headers, rawPayload } = await send('/long', { 'accept-encoding': coding })
      assert.equal(headers['content-encoding'], coding, round)
      assert.equal(Number(headers['content-length']), rawPayload.length)
      assert.ok(rawPayload.length < plain.rawPayload.length / 10)
      assert.equal(decode(rawPayload).toString(), plain.body)
      assert.match(String(headers.vary), /Accept-Encoding/)
      assert.equal(headers.etag, String(plain.headers.etag).replace(/"$/, `-${coding}"`))
    }
  })
}

test('the coding follows the weights a caller gives, and the best one among equals', () => {
  const cases: [string | undefined, string | undefined][] = [
    [undefined, undefined],
    ['', undefined],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0, *', 'zstd'],
    ['zstd;q=0, br;q=0, *;q=0.3', 'gzip'],
    ['identity, gzip;q=0.5', undefined],
    ['identity;q=0.5, gzip', 'gzip'],
    ['*;q=0', undefined],
    ['GZIP', 'gzip'],
    ['x-gzip', 'gzip'],
    ['deflate', undefined],
    ['gzip;q=nonsense', undefined],
  ]
  for (const [header, expected] of cases) assert.equal(chooseCoding(header), expected, String(header))
})

test('no Accept-Encoding, however odd, is answered with a coding it does not name', () => {
  const part = fc.oneof(
    fc.constantFrom('gzip', 'br', 'zstd', '*', 'identity', ';q=0', ';q=1', ',', ' '),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const header = parts.join('')
      const coding = chooseCoding(header)
      assert.ok(coding === undefined || header.toLowerCase().includes(coding) || header.includes('*'))
    }),
  )
})

test('what fits into a packet, is a picture, has a secret or sets a cookie is not compressed', async () => {
  for (const url of ['/small', '/picture', '/secret', '/cookie']) {
    const { statusCode, headers } = await send(url, { 'accept-encoding': 'gzip, br, zstd' })
    assert.equal(statusCode, 200, url)
    assert.equal(headers['content-encoding'], undefined, url)
  }
})

test('a stream of text is compressed as it goes, without a length', async () => {
  const { headers, rawPayload } = await send('/stream', { 'accept-encoding': 'br' })
  assert.equal(headers['content-encoding'], 'br')
  assert.equal(headers['content-length'], undefined)
  assert.equal(brotliDecompressSync(rawPayload).toString(), long + long)
})

test('HEAD for a stream answers its headers and reads nothing of it', async () => {
  const { statusCode, headers, rawPayload } = await send('/broken', { 'accept-encoding': 'br' }, 'HEAD')
  assert.deepEqual([statusCode, rawPayload.length, headers['content-encoding']], [200, 0, 'br'])
})

test('a stream that breaks ends the connection instead of looking complete', async () => {
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  const read = async () =>
    (await fetch(`${address}/broken`, { headers: { 'accept-encoding': 'gzip' } })).text()
  await assert.rejects(read)
})

test('an answer over 64 kB, compressed beside the event loop, is the same', async () => {
  const { rawPayload, headers } = await send('/huge', { 'accept-encoding': 'zstd' })
  assert.equal(headers['content-encoding'], 'zstd')
  assert.equal(zstdDecompressSync(rawPayload).toString(), (await send('/huge')).body)
})

test('what the caller has already is answered 304: no body, the same validators and policy', async () => {
  for (const coding of ['identity', 'gzip']) {
    const first = await send('/long', { 'accept-encoding': coding })
    const etag = String(first.headers.etag)
    const weakened = `W/${etag}`
    for (const known of [etag, weakened, `"other", ${etag}`, '*']) {
      for (const method of ['GET', 'HEAD'] as const) {
        const again = await send('/long', { 'accept-encoding': coding, 'if-none-match': known }, method)
        assert.equal(again.statusCode, 304, known)
        assert.equal(again.rawPayload.length, 0)
        for (const name of ['etag', 'cache-control', 'vary'])
          assert.equal(again.headers[name], first.headers[name])
        for (const name of ['content-type', 'content-encoding', 'content-length'])
          assert.equal(again.headers[name], undefined, name)
      }
    }
  }
  assert.equal((await send('/long', { 'if-none-match': '"other"' })).statusCode, 200)
})

test('what the caller has in another coding only is sent in the one it takes', async () => {
  const tagIn = async (coding: string) =>
    String((await send('/long', { 'accept-encoding': coding })).headers.etag)
  const [plain, gzipped] = [await tagIn('identity'), await tagIn('gzip')]
  for (const [known, coding] of [
    [gzipped, 'identity'],
    [gzipped, 'br'],
    [plain, 'gzip'],
  ] as const) {
    const { statusCode } = await send('/long', { 'accept-encoding': coding, 'if-none-match': known })
    assert.equal(statusCode, 200, `${known} for ${coding}`)
  }
})

test('HEAD answers what GET would, without the body', async () => {
  for (const coding of ['identity', 'gzip']) {
    const got = await send('/long', { 'accept-encoding': coding })
    const head = await send('/long', { 'accept-encoding': coding }, 'HEAD')
    assert.equal(head.rawPayload.length, 0)
    for (const name of [
      'etag',
      'content-length',
      'content-type',
      'content-encoding',
      'cache-control',
      'vary',
    ])
      assert.equal(head.headers[name], got.headers[name], name)
  }
})

test('each answer says who may keep it, and what it depends on', async () => {
  const policyOf = async (url: string, as?: string) => {
    const { headers } = await send(url, as === undefined ? {} : { authorization: as })
    return [headers['cache-control'], headers.vary]
  }
  const anyone = 'Origin, Accept-Encoding'
  const person = 'Origin, Accept-Encoding, Authorization, Cookie'
  const minute = 'public, max-age=0, s-maxage=60, must-revalidate'
  assert.deepEqual(await policyOf('/long'), [minute, anyone])
  assert.deepEqual(await policyOf('/small'), ['no-cache', anyone])
  assert.deepEqual(await policyOf('/either'), [minute, person])
  assert.deepEqual(await policyOf('/either', 'maya'), ['private, no-cache', person])
  assert.deepEqual(await policyOf('/own', 'maya'), ['private, no-cache', person])
  assert.deepEqual(await policyOf('/own'), ['no-store', person])
  assert.deepEqual(await policyOf('/secret'), ['no-store', 'Origin'])
  assert.deepEqual(await policyOf('/picture'), ['public, max-age=31536000, immutable', anyone])
})

test('what changes something has no entity tag and cannot be answered 304', async () => {
  const { statusCode, headers } = await send('/post', {}, 'POST')
  assert.equal(statusCode, 200)
  assert.equal(headers.etag, undefined)
  assert.equal((await send('/post', { 'if-none-match': '*' }, 'POST')).statusCode, 412)
})
