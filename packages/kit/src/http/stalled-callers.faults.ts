import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as openRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { closerOf } from '../lifecycle/close-server.ts'
import { createBareServer } from '../testing/bare-server.ts'
import { readSlowly } from '../testing/slow-reader.ts'
import { endpoint } from './endpoint.ts'
import { handlerFor, type Principal } from './handler.ts'

const STALL_MS = 1_000

const large = endpoint({
  id: 'test.large',
  method: 'GET',
  path: '/large',
  summary: 'Answers more than all buffers on the way hold',
  permission: 'public',
  limit: 'none',
  responses: { 200: z.object({ text: z.string() }) },
  statements: 0,
  examples: [],
})
const body = { text: 'x'.repeat(16 * 1024 * 1024) }
const handle = handlerFor<object, Principal>()
const server = createBareServer([handle(large, () => body)], {
  stallTimeoutMs: STALL_MS,
})
await server.listen({ host: '127.0.0.1', port: 0 })
const { port } = server.server.address() as AddressInfo
after(() => server.close())

/** A caller, and the server's end of its connection. */
async function call(bytes: number, everyMs: number) {
  const accepted = once(server.server, 'connection') as Promise<[Socket]>
  const caller = readSlowly({ port, text: 'GET /large HTTP/1.1\r\nhost: x\r\n\r\n', bytes, everyMs })
  const [connection] = await accepted
  return { caller, connection }
}

test('a caller who takes nothing, or a byte a second, is let go; one who takes its answer slowly is not', async (context) => {
  const callers = [await call(1, 60_000), await call(1, 1_000)]
  const steady = await call(256 * 1024, 50)
  const startedMs = performance.now()
  await Promise.all(callers.map(({ connection }) => once(connection, 'close')))
  const afterMs = Math.round(performance.now() - startedMs)
  context.diagnostic(`let go after ${afterMs} ms`)
  assert.ok(afterMs < 5 * STALL_MS)
  await pause(2 * STALL_MS)
  assert.equal(steady.connection.destroyed, false)
  for (const { caller } of [...callers, steady]) caller.destroy()
})

test('a caller who is still taking an answer gets all of it from a server that closes', async (context) => {
  const closing = createBareServer([handle(large, () => body)])
  const close = closerOf(closing)
  await closing.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(closing.server.address() as AddressInfo).port}/large`
  const request = openRequest(url, { agent: false }).end()
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  const startedMs = performance.now()
  const closed = close({ graceMs: 10_000 })
  let received = 0
  for await (const part of answer) {
    received += (part as Buffer).length
    await pause(5)
  }
  assert.equal(received, Number(answer.headers['content-length']))
  await closed
  context.diagnostic(`closed after ${Math.round(performance.now() - startedMs)} ms`)
})
