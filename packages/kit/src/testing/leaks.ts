/**
 * Preloaded into every test file (`node --test --import`): a file whose process does not end by itself once its
 * last test is over fails, with a list of the servers, sockets, processes and timers that keep it.
 * TEST_TRACE_LEAKS=1 adds where each timer was made, at the price of speed.
 */
import { createHook } from 'node:async_hooks'
import type { ChildProcess } from 'node:child_process'
import { Server, Socket } from 'node:net'
import { after } from 'node:test'

/** What the hooks of the file itself may take to close what it opened. */
const graceMs = Number(process.env.TEST_LEAK_GRACE_MS ?? 5_000)
const trace = process.env.TEST_TRACE_LEAKS === '1'

const { _getActiveHandles: activeHandles } = process as unknown as { _getActiveHandles: () => object[] }
const openAtStart = new Set(activeHandles())
const tracedTimers = new Map<number, { timer: NodeJS.Timeout; madeAt: string }>()

// The runner itself preloads this too, but has no tests of its own.
if (process.env.NODE_TEST_CONTEXT?.startsWith('child')) {
  if (trace) traceTimers()
  after(() => void setTimeout(fail, graceMs).unref())
}

function fail(): void {
  const open = [
    ...activeHandles()
      .filter((handle) => !openAtStart.has(handle))
      .map(describe),
    ...timers(),
  ]
  const list = open.map((what) => `\n  - ${what}`).join('')
  process.stderr.write(
    `The tests are over for ${graceMs} ms and the process does not end. Still open:${list}\n`,
  )
  process.exit(1)
}

function describe(handle: object): string {
  if (handle instanceof Server) return `server on ${address(handle.address())}`
  if (handle instanceof Socket) {
    const { remoteAddress, remotePort, localPort } = handle
    if (remoteAddress === undefined) return 'pipe or closing socket'
    return `socket from port ${localPort} to ${remoteAddress}:${remotePort}`
  }
  const { pid, spawnargs } = handle as Partial<ChildProcess>
  return pid === undefined ? handle.constructor.name : `process ${pid}: ${spawnargs?.join(' ')}`
}

function address(of: ReturnType<Server['address']>): string {
  return of === null ? 'no address' : typeof of === 'string' ? of : `${of.address}:${of.port}`
}

function timers(): string[] {
  const count = process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length
  if (count === 0) return []
  if (!trace) return [`${count} of setTimeout or setInterval (TEST_TRACE_LEAKS=1 says where they were made)`]
  const traced = [...tracedTimers.values()].filter(({ timer }) => timer.hasRef())
  return traced.map(({ madeAt }) => `setTimeout or setInterval made${madeAt}`)
}

function traceTimers(): void {
  const init = (id: number, type: string, _trigger: number, resource: object) => {
    if (type !== 'Timeout') return
    const frames = (new Error().stack ?? '').split('\n').filter((line) => line.includes('file://'))
    // The first frame is this one.
    const madeAt = frames.slice(1, 4).map((frame) => `\n  ${frame}`)
    tracedTimers.set(id, { timer: resource as NodeJS.Timeout, madeAt: madeAt.join('') })
  }
  createHook({ init, destroy: (id) => void tracedTimers.delete(id) }).enable()
}
