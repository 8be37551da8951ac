import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { databaseErrors } from '../db/errors.ts'
import { joinErrors } from '../errors/define-errors.ts'
import { currentFlow } from '../telemetry/flow.ts'
import { createServer } from './create-server.ts'
import { endpoint } from './endpoint.ts'
import { httpErrors } from './errors.ts'
import { handlerFor, type Principal } from './handler.ts'
import type { RequestRecord } from './observe-requests.ts'
import { problemDetails } from './problem.ts'

const shared = { permission: 'public', limit: 'none', summary: 's', statements: 0, examples: [] } as const
const Ids = z.object({ inHandler: z.string().optional() })
const echo = endpoint({
  ...shared,
  id: 'test.echo',
  method: 'POST',
  path: '/echo/:n',
  params: z.object({ n: z.string() }),
  body: z.object({ text: z.string() }),
  responses: { 200: Ids },
})
const wait = endpoint({ ...shared, id: 'test.wait', method: 'GET', path: '/wait', responses: { 200: Ids } })
const crash = endpoint({
  ...shared,
  id: 'test.crash',
  method: 'GET',
  path: '/crash',
  responses: { 200: Ids },
})

const records: RequestRecord[] = []
const seen: (string | undefined)[] = []
let started = 0
let arrived = Promise.withResolvers<void>()
let reported = Promise.withResolvers<void>()
let server: FastifyInstance
let port: number

before(async () => {
  const handle = handlerFor<object, Principal>()
  server = createServer<object, Principal>({
    deps: {},
    mounts: [
      {
        prefix: '',
        bindings: [
          handle(echo, async () => {
            await new Promise(setImmediate)
            return { inHandler: currentFlow()?.requestId }
          }),
          handle(wait, async () => {
            arrived.resolve()
            await reported.promise
            return {}
          }),
          handle(crash, () => {
            throw new Error('nobody foresaw this')
          }),
        ],
      },
    ],
    authenticate: () => Promise.resolve(undefined),
    limiter: { take: () => ({ allowed: true, retryAfterS: 0, headers: {} }) },
    errors: joinErrors(httpErrors, databaseErrors),
    errorFormat: problemDetails('https://example.com/errors'),
    headers: {},
    cors: { origins: [], exposedHeaders: [] },
    trustedProxies: [],
    bodyLimitBytes: 1000,
    requestTimeoutMs: 30_000,
    strict: true,
    onRequestStart: () => void started++,
    onRequest: (record, flow) => {
      records.push(record)
      seen.push(flow.requestId)
      reported.resolve()
    },
    onFault: () => void seen.push(`fault ${currentFlow()?.requestId}`),
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  port = (server.server.address() as AddressInfo).port
})

after(() => server.close())

const last = () => records.at(-1)!

test('a request runs in one flow, from its handler to its record, also when a body was read first', async () => {
  const headers = { 'x-request-id': 'client-chose-1' }
  const answer = await server.inject({ method: 'POST', url: '/echo/7?q=1', payload: { text: 'x' }, headers })
  assert.deepEqual(answer.json(), { inHandler: 'client-chose-1' })
  assert.equal(seen.at(-1), 'client-chose-1')
  const { durationMs, ...record } = last()
  assert.ok(durationMs > 0)
  assert.deepEqual(record, {
    requestId: 'client-chose-1',
    method: 'POST',
    route: '/echo/:n',
    path: '/echo/7',
    status: 200,
    address: '127.0.0.1',
    statements: 0,
    apiVersion: undefined,
    deprecated: undefined,
  })
})

test('an unforeseen error is reported in the flow of its request', async () => {
  const answer = await server.inject({ url: '/crash', headers: { 'x-request-id': 'crash-1234' } })
  assert.equal(answer.statusCode, 500)
  assert.ok(seen.includes('fault crash-1234'))
  assert.equal(last().status, 500)
})

test('a request whose caller goes away is reported once, with status 499', async () => {
  arrived = Promise.withResolvers()
  reported = Promise.withResolvers()
  const before = records.length
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /wait HTTP/1.1\r\nhost: x\r\n\r\n')
  await arrived.promise
  socket.destroy()
  await reported.promise
  await server.inject('/nowhere')
  assert.deepEqual(
    records.slice(before).map(({ route, status }) => [route, status]),
    [
      ['/wait', 499],
      ['unmatched', 404],
    ],
  )
})

test('a caller who goes away while its body is read is no fault, and its address is known', async () => {
  reported = Promise.withResolvers()
  const faults = seen.filter((text) => text?.startsWith('fault')).length
  const socket = connect(port, '127.0.0.1')
  const head =
    'POST /echo/7 HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n'
  const arrival = once(server.server, 'request')
  socket.write(`${head}{"text":`)
  await arrival
  socket.destroy()
  await reported.promise
  const { route, status, address } = last()
  assert.deepEqual([route, status, address], ['/echo/:n', 499, '127.0.0.1'])
  assert.equal(seen.filter((text) => text?.startsWith('fault')).length, faults)
})

test('a request that the router refuses is reported, and every start has its end', async () => {
  reported = Promise.withResolvers()
  const answer = await fetch(`http://127.0.0.1:${port}/%ff`)
  assert.equal(answer.status, 400)
  await answer.text()
  await reported.promise
  assert.equal(last().status, 400)
  assert.equal(last().route, 'unmatched')
  assert.equal(started, records.length)
})
