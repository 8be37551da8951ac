import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { z } from 'zod'
import { bareErrorFormat, createBareServer } from '../testing/bare-server.ts'
import { endpoint } from './endpoint.ts'
import { handlerFor, type Principal } from './handler.ts'
import { securityHeaders } from './security-headers.ts'

const handle = handlerFor<object, Principal>()
const nothing = endpoint({
  id: 'test.nothing',
  method: 'GET',
  path: '/nothing',
  summary: 'Answers nothing',
  permission: 'public',
  limit: 'none',
  responses: { 204: null },
  statements: 0,
  examples: [],
})
const server = createBareServer([], { headers: securityHeaders({ production: true }) })
await server.listen({ host: '127.0.0.1', port: 0 })
const { port } = server.server.address() as AddressInfo
after(() => server.close())

function parse(raw: string) {
  const [head = '', body = ''] = raw.split('\r\n\r\n')
  const [line = '', ...fields] = head.split('\r\n')
  const headers = Object.fromEntries(
    fields.map((field) => field.toLowerCase().split(': ') as [string, string]),
  )
  return { status: Number(line.split(' ')[1]), headers, body }
}

async function exchange(sent: string) {
  const socket = connect(port, '127.0.0.1')
  socket.write(sent)
  return parse(await text(socket))
}

function assertProblem({ status, headers, body }: ReturnType<typeof parse>, code: string, expected: number) {
  assert.equal(status, expected)
  const problem = bareErrorFormat.schema.parse(JSON.parse(body)) as { code: string; request_id: string }
  assert.equal(problem.code, code)
  assert.equal(headers['x-request-id'], problem.request_id)
  assert.equal(headers['content-length'], String(Buffer.byteLength(body)))
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.equal(headers['connection'], 'close')
}

test('what is not HTTP is answered like any other error, and the connection closed', async () => {
  assertProblem(await exchange('hello\r\n\r\n'), 'request.malformed', 400)
  assertProblem(await exchange('GET / HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n'), 'request.malformed', 400)
})

test('so is a request that does not name one host, and one that expects what nobody knows is answered as any other', async () => {
  for (const hosts of [[], ['a', 'a'], ['a', 'b'], ['a, b'], ['a b'], ['a/b'], ['a@b'], ['[a'], ['a:b']]) {
    const fields = hosts.map((host) => `Host: ${host}\r\n`).join('')
    assertProblem(await exchange(`GET / HTTP/1.1\r\n${fields}\r\n`), 'request.malformed_host', 400)
  }
  assertProblem(await exchange('GET / HTTP/1.0\r\nhost: a\r\nhost: b\r\n\r\n'), 'request.malformed_host', 400)
  const hosts = [
    '',
    'a',
    'A.example:80',
    '127.0.0.1:',
    '[::1]:8080',
    'a_b.local',
    'xn--caf-dma.example',
    '%C3%A9.example',
  ]
  for (const host of hosts) {
    const head = `GET / HTTP/1.1\r\nhost: ${host}\r\nexpect: wonders\r\nconnection: close\r\n\r\n`
    assertProblem(await exchange(head), 'route.not_found', 404)
  }
  assertProblem(await exchange('GET / HTTP/1.0\r\n\r\n'), 'route.not_found', 404)
})

test('so is a request whose head is too large', async () => {
  const head = `GET / HTTP/1.1\r\nhost: a\r\ncookie: ${'x'.repeat(20_000)}\r\n\r\n`
  assertProblem(await exchange(head), 'request.head_too_large', 431)
})

test('so is one that does not arrive in time', async () => {
  const tcp = createTcpServer()
  await new Promise<void>((resolve) => void tcp.listen(0, '127.0.0.1', resolve))
  const client = connect((tcp.address() as AddressInfo).port, '127.0.0.1')
  const [socket] = (await once(tcp, 'connection')) as [Socket]
  // Node looks for late requests twice a minute; this is how it says that it found one.
  server.server.emit(
    'clientError',
    Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }),
    socket,
  )
  assertProblem(parse(await text(client)), 'request.too_slow', 408)
  tcp.close()
})

test('an offer to go on in HTTP/2 is ignored also by a server that opens sockets', async () => {
  const upgrading = createBareServer([handle(nothing, () => undefined)])
  upgrading.server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
  await upgrading.listen({ host: '127.0.0.1', port: 0 })
  after(() => upgrading.close())
  const ask = async (protocol: string) => {
    const socket = connect((upgrading.server.address() as AddressInfo).port, '127.0.0.1')
    const fields = `host: a\r\nupgrade: ${protocol}\r\nconnection: upgrade, close`
    socket.write(`GET /nothing HTTP/1.1\r\n${fields}\r\n\r\n`)
    return parse(await text(socket)).status
  }
  assert.equal(await ask('h2c'), 204)
  assert.equal(await ask('WebSocket'), 101)
  assert.equal(await ask('WebSocket\r\nhost: b'), 400)
})

test('a body that is not UTF-8 is refused, and not read as question marks', async () => {
  const Named = z.object({ name: z.string() })
  const named = {
    ...nothing,
    id: 'test.named',
    method: 'POST',
    body: Named,
    responses: { 200: Named },
  } as const
  const reading = createBareServer([handle(named, ({ body }) => body)])
  after(() => reading.close())
  const post = async (payload: Buffer) => {
    const headers = { 'content-type': 'application/json' }
    return (await reading.inject({ method: 'POST', url: '/nothing', headers, payload })).json()
  }
  assert.deepEqual(await post(Buffer.from('\uFEFF{"name":"Bömé \uFFFD"}')), { name: 'Bömé \uFFFD' })
  assert.equal((await post(Buffer.from('{"name":"Bömé"}', 'latin1'))).code, 'request.invalid')
})

test('a request on an open connection is answered when the server is about to close, and is its last', async () => {
  const { promise: mayClose, resolve: close } = Promise.withResolvers<void>()
  const { promise: isClosing, resolve: closes } = Promise.withResolvers<void>()
  const closing = createBareServer([handle(nothing, () => undefined)])
  closing.addHook('preClose', async () => {
    closes()
    await mayClose
  })
  await closing.listen({ host: '127.0.0.1', port: 0 })
  const open = connect((closing.server.address() as AddressInfo).port, '127.0.0.1')
  const request = 'GET /nothing HTTP/1.1\r\nhost: a\r\n\r\n'
  open.write(request)
  const [first] = (await once(open, 'data')) as [Buffer]
  assert.equal(parse(String(first)).headers['connection'], 'keep-alive')
  const closed = closing.close()
  await isClosing
  open.write(request)
  const last = parse(await text(open))
  assert.deepEqual([last.status, last.headers['connection']], [204, 'close'])
  close()
  await closed
})

test('a request that is not answered in time is given up, and its late answer is not sent', async () => {
  const late = Promise.withResolvers<void>()
  const slow = { ...nothing, id: 'test.slow', path: '/slow' } as const
  const impatient = createBareServer([handle(slow, () => late.promise)], { requestTimeoutMs: 20 })
  after(() => impatient.close())
  const answer = await impatient.inject('/slow')
  assert.equal(answer.statusCode, 503)
  assert.equal(answer.headers['retry-after'], '5')
  assert.equal(answer.json().code, 'request.timed_out')
  late.resolve()
  assert.equal((await impatient.inject('/nowhere')).statusCode, 404)
})
