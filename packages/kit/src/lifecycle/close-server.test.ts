import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { z } from 'zod'
import { endpoint } from '../http/endpoint.ts'
import { handlerFor, type Principal } from '../http/handler.ts'
import { createBareServer } from '../testing/bare-server.ts'
import { closerOf } from './close-server.ts'

const HOUR_MS = 3_600_000

const Named = z.object({ name: z.string() })
const echo = endpoint({
  id: 'test.echo',
  method: 'POST',
  path: '/echo',
  summary: 'Answers what it is sent',
  permission: 'public',
  limit: 'none',
  body: Named,
  responses: { 200: Named },
  statements: 0,
  examples: [],
})

test(
  'a request that arrives while the server closes is answered, and its connection, though kept open, keeps nobody waiting',
  { timeout: 10_000 },
  async () => {
    const server = createBareServer([handlerFor<object, Principal>()(echo, ({ body }) => body)])
    const close = closerOf(server)
    await server.listen({ host: '127.0.0.1', port: 0 })
    const caller = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
    const body = '{"name":"Maya"}'
    const arrived = once(server.server, 'request')
    caller.write(
      `POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
    )
    await arrived
    const closed = close({ graceMs: HOUR_MS })
    while (server.server.listening) await turn()
    caller.write(body)
    assert.ok((await text(caller)).endsWith(body))
    await closed
  },
)
