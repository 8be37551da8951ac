import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createRedisLink } from '../cache/redis-link.ts'
import { systemClock } from '../clock/clock.ts'
import { createRedisWindowCounter } from './redis-window-counter.ts'
import { createMemoryWindowCounter } from './window-counter.ts'

const AT_ONCE = 100

/**
 * Sends `requests` from `processes` processes at the same time, all against one window of `quota`.
 * @returns how many were admitted.
 */
export async function burst(at: {
  url: string
  prefix: string
  processes: number
  requests: number
  quota: number
}): Promise<number> {
  const each = Math.floor(at.requests / at.processes)
  const counts = Array.from({ length: at.processes }, async (_, index) => {
    const share = index === 0 ? at.requests - each * (at.processes - 1) : each
    const child = spawn(
      process.execPath,
      [fileURLToPath(import.meta.url), at.url, at.prefix, `${share}`, `${at.quota}`],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    const lines = child.stdout.setEncoding('utf8')[Symbol.asyncIterator]()
    await lines.next()
    return {
      start: async () => {
        child.stdin.write('start\n')
        const admitted = Number((await lines.next()).value)
        child.stdin.end()
        await once(child, 'exit')
        return admitted
      },
    }
  })
  const ready = await Promise.all(counts)
  const admitted = await Promise.all(ready.map(({ start }) => start()))
  return admitted.reduce((sum, count) => sum + count, 0)
}

/** As a program: connects, says so, waits for a word, sends its share and prints how many were admitted. */
if (import.meta.main) {
  const [url, prefix, requests, quota] = process.argv.slice(2)
  const redis = createRedisLink({ url: url!, name: 'burst', waitMs: 10_000 })
  const local = {
    ...createMemoryWindowCounter(systemClock),
    take: () => {
      throw new Error('Redis did not answer')
    },
  }
  const counter = createRedisWindowCounter({ redis, prefix: prefix!, local, clock: systemClock })
  const budget = { key: 'everyone', rate: { quota: Number(quota), windowS: 3600 } }
  await redis.ready(10_000)
  process.stdout.write('ready\n')
  await once(process.stdin, 'data')
  let left = Number(requests)
  let admitted = 0
  const sendShare = async () => {
    while (left-- > 0) if ((await counter.take([budget]))[0]!.admitted) admitted++
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sendShare))
  process.stdout.write(`${admitted}\n`)
  await redis.close()
}
