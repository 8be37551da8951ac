import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { kitTemplate } from '@groundwork/kit/testing/kit-template'
import { WebSocket } from 'ws'

/** Opens sockets of as many people to a second process, signs them on, and prints what an idle one costs there. */

const count = Number(process.argv[2] ?? 10_000)
const IDLE_S = 40
const AT_ONCE = 100

interface Cost {
  rss: number
  heapUsed: number
  external: number
  cpuMs: number
  atMs: number
}

const database = await createTestDatabase({ template: await kitTemplate() })
const server = fork(new URL('live-server.ts', import.meta.url), [database.url!], {
  execArgv: ['--expose-gc'],
})
const [{ port }] = (await once(server, 'message')) as [{ port: number }]
const measure = async (): Promise<Cost> => {
  server.send('measure')
  return ((await once(server, 'message')) as [Cost])[0]
}

const open = async (token: string) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { perMessageDeflate: false })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'auth', token }))
  await once(socket, 'message')
  return socket
}

for (let i = 0; i < 200; i++) (await open(`warm-${i % 50}`)).terminate()
await pause(500)
const before = await measure()
const startedMs = performance.now()
const sockets: WebSocket[] = []
while (sockets.length < count) {
  const some = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, (_, i) =>
    open(`person-${sockets.length + i}`),
  )
  sockets.push(...(await Promise.all(some)))
}
const openedMs = performance.now() - startedMs
const full = await measure()
await pause(IDLE_S * 1000)
const idle = await measure()

const perSocket = (of: 'rss' | 'heapUsed' | 'external') => ((idle[of] - before[of]) / count / 1024).toFixed(1)
const openSockets = sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length
const cpu = (idle.cpuMs - full.cpuMs) / (idle.atMs - full.atMs)
process.stdout.write(
  [
    `${count} sockets signed on in ${(openedMs / 1000).toFixed(1)} s (${Math.round((1000 * count) / openedMs)}/s)`,
    `${openSockets} still open after ${IDLE_S} s of heartbeats`,
    `memory for each: ${perSocket('rss')} KiB of the process, of which heap ${perSocket('heapUsed')}, external ${perSocket('external')}`,
    `processor while idle: ${(100 * cpu).toFixed(1)} % of a core`,
    '',
  ].join('\n'),
)
for (const socket of sockets) socket.terminate()
server.disconnect()
await once(server, 'exit')
await database.drop()
