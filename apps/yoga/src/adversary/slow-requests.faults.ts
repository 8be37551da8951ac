import assert from 'node:assert/strict'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { setInterval as every } from 'node:timers/promises'
import { createTestApp } from '../testing/test-app.ts'

const SLOW = 1_000
const app = await createTestApp()
await app.server.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.server.address() as AddressInfo
const url = `http://127.0.0.1:${port}/api/v1/poses?page_size=1`
const sockets: Socket[] = []
after(() => sockets.forEach((socket) => socket.destroy()))

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!

async function timeOf(requests: number): Promise<{ p50: number; p99: number }> {
  const times: number[] = []
  for (let i = 0; i < requests; i++) {
    const startedMs = performance.now()
    const answer = await fetch(url)
    await answer.arrayBuffer()
    assert.equal(answer.status, 200)
    times.push(performance.now() - startedMs)
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) }
}

const show = ({ p50, p99 }: { p50: number; p99: number }) =>
  `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`

test(`${SLOW} callers who send a byte a second keep nobody waiting, and are given up within the time of a request`, async (t) => {
  const alone = await timeOf(300)
  const half = SLOW / 2
  const heads = 'GET /api/v1/poses HTTP/1.1\r\nHost: slow\r\nX-Slow: '
  const bodies =
    'POST /api/v1/auth/login HTTP/1.1\r\nHost: slow\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"email":"'
  let ended = 0
  for (let i = 0; i < SLOW; i++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('close', () => ended++)
    socket.on('error', () => {})
    socket.resume()
    socket.write(i < half ? heads : bodies)
    sockets.push(socket)
  }
  const startedMs = performance.now()
  let attacked: { p50: number; p99: number } | undefined
  const measured = timeOf(300).then((times) => void (attacked = times))
  // Heads and bodies both have to arrive within 30 seconds; those that did not are looked for every 5.
  for await (const _ of every(1_000)) {
    for (const socket of sockets) if (!socket.destroyed) socket.write('a')
    if (ended === SLOW || performance.now() - startedMs > 40_000) break
  }
  await measured
  const seconds = (performance.now() - startedMs) / 1000
  t.diagnostic(`alone ${show(alone)}; with ${SLOW} slow callers ${show(attacked!)}`)
  t.diagnostic(`${ended} of them given up after ${seconds.toFixed(0)} s`)
  assert.equal(ended, SLOW)
  assert.ok(attacked!.p99 < alone.p99 + 200, 'others are answered as before')
})
