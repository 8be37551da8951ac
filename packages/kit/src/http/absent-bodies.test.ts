import assert from 'node:assert/strict'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { z } from 'zod'
import { createBareServer } from '../testing/bare-server.ts'
import { endpoint } from './endpoint.ts'
import { handlerFor, type Principal } from './handler.ts'
import { receiveText } from './receive-text.ts'

const handle = handlerFor<object, Principal>()
const shared = {
  method: 'POST',
  permission: 'public',
  limit: 'none',
  summary: 's',
  statements: 0,
  examples: [],
} as const
const Seen = z.object({ body: z.string() })
const read = endpoint({
  ...shared,
  id: 'test.read',
  path: '/read',
  body: z.object({ word: z.string() }).optional(),
  responses: { 200: Seen },
})
const ignoring = { ...read, id: 'test.ignoring', path: '/ignoring', otherBodies: 'ignored' } as const
const stream = endpoint({
  ...shared,
  id: 'test.stream',
  path: '/stream',
  streams: 'text/csv',
  responses: { 200: Seen },
})

const nothing = endpoint({ ...shared, id: 'test.nothing', path: '/nothing', responses: { 204: null } })

const server = createBareServer([
  handle(nothing, () => undefined),
  handle(read, ({ body }) => ({ body: body?.word ?? 'none' })),
  handle(ignoring, ({ body }) => ({ body: body?.word ?? 'none' })),
  handle(stream, async ({ request }) => {
    const received = await receiveText(request.raw, 1000)
    return { body: typeof received === 'string' ? received : received.text || 'none' }
  }),
])
await server.listen({ host: '127.0.0.1', port: 0 })
const { port } = server.server.address() as AddressInfo
after(() => server.close())

async function post(path: string, headers: readonly string[], body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const head = [`POST ${path} HTTP/1.1`, 'host: a', 'connection: close', ...headers]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  return /^HTTP\/1.1 (?<status>\d+) [^]*\r\n\r\n(?<body>[^]*)$/
    .exec(await text(socket))!
    .slice(1)
    .join(' ')
}

test('a request without a body is answered, whatever media type and whether or not a length it names', async () => {
  for (const path of ['/read', '/ignoring', '/stream']) {
    for (const type of ['application/json', 'text/csv', 'text/plain', 'nonsense']) {
      assert.equal(await post(path, [`content-type: ${type}`]), '200 {"body":"none"}', `${type} to ${path}`)
    }
    assert.equal(await post(path, []), '200 {"body":"none"}')
  }
  assert.equal(
    await post('/read', ['content-type: application/json', 'content-length: 0']),
    '200 {"body":"none"}',
  )
})

test('a body of another media type is refused where it is not read', async () => {
  const sent = (type: string) => [`content-type: ${type}`, 'content-length: 12']
  const word = '{"word":"a"}'
  assert.equal(await post('/read', sent('application/json'), word), '200 {"body":"a"}')
  assert.match(await post('/read', sent('text/csv'), word), /^415 /)
  assert.equal(await post('/stream', sent('text/csv'), word), `200 ${JSON.stringify({ body: word })}`)
})

test('who sends a body of another media type is told which is read, in words and in Accept', async () => {
  const told = async (url: string) => {
    const { headers, body } = await server.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'text/plain' },
      payload: 'word',
    })
    return [headers['accept'], JSON.parse(body).detail]
  }
  const not = 'This endpoint does not read a body of that media type.'
  assert.deepEqual(await told('/read'), [
    'application/json',
    `${not} Send application/json, and name it in Content-Type.`,
  ])
  assert.deepEqual(await told('/stream'), ['text/csv', `${not} Send text/csv, and name it in Content-Type.`])
  assert.deepEqual(await told('/nothing'), await told('/read'))
})
