import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@groundwork/kit/clock/clock'
import { createDb } from '@groundwork/kit/db/database'
import { createPostgresDriver } from '@groundwork/kit/db/postgres-driver'
import { memoryFanOut } from '@groundwork/kit/realtime/memory-fan-out'
import { createRealtime } from '@groundwork/kit/realtime/realtime'
import { openLogLines } from '@groundwork/kit/telemetry/log-lines'
import { createLogger } from '@groundwork/kit/telemetry/logger'
import { createRegistry } from '@groundwork/kit/telemetry/registry'

/** A process with nothing but live connections, on the database that its argument names. Answers what it costs. */

const db = createDb(
  createPostgresDriver({
    url: process.argv[2]!,
    maxConnections: 10,
    acquireTimeoutMs: 30_000,
    statementTimeoutMs: 10_000,
  }),
)
const realtime = createRealtime({
  db,
  clock: systemClock,
  log: createLogger({ level: 'warn', lines: openLogLines({ format: 'json' }) }),
  metrics: createRegistry(),
  fanOut: memoryFanOut(),
  paths: ['/'],
  origins: [],
  trustedProxies: [],
  sockets: { perRecipient: 8, perAddress: 100_000, total: 100_000 },
  authenticate: async (token) => ({ recipient: token, session: token }),
  endedSessions: async () => [],
  refusal: () => 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n',
  greet: () => ({}),
  toFrame: ({ payload }) => payload,
})
const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
realtime.attach(server)

process.on('message', async () => {
  for (let i = 0; i < 3; i++) {
    globalThis.gc!()
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  process.send!({ rss, heapUsed, external, cpuMs: (user + system) / 1000, atMs: performance.now() })
})
process.on('disconnect', () => process.exit())
process.send!({ port: (server.address() as AddressInfo).port })
