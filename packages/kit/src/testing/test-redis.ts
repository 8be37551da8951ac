import { randomUUID } from 'node:crypto'
import { createRedisLink, type RedisLink } from '../cache/redis-link.ts'
import { serviceUrl } from './services.ts'

/** A corner of a Redis server that belongs to one test file. */
export interface TestRedis {
  url: string
  link: RedisLink
  /** What the keys of the test begin with. */
  prefix: string
  /** Lets the keys of the test age by `ms`, as if that time had passed on the server. */
  advance(ms: number): Promise<void>
  /** Removes the keys of the test and closes the connection. */
  close(): Promise<void>
}

/** Connects to the Redis for tests, or to the one at `url`. Not to be called under TEST_SERVICES=embedded. */
export async function openTestRedis(url?: string): Promise<TestRedis> {
  const target = url ?? (await serviceUrl('redis'))
  if (target === undefined) throw new Error('TEST_SERVICES=embedded: there is no Redis to test with')
  const link = createRedisLink({ url: target, name: 'test', waitMs: 5_000 })
  if (!(await link.ready(5_000))) throw new Error('the Redis for tests does not answer')
  const prefix = `test-${randomUUID()}`
  const eachKey = (work: (key: string) => Promise<unknown>) =>
    link.run(async (redis) => {
      const found = new Set<string>()
      for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1000 }))
        for (const key of keys as string[]) found.add(key)
      await Promise.all([...found].map(work))
    })
  return {
    url: target,
    link,
    prefix,
    advance: (ms) =>
      eachKey((key) =>
        link.run(async (redis) => {
          const leftMs = await redis.pttl(key)
          if (leftMs >= 0) await redis.pexpire(key, Math.max(0, leftMs - ms))
        }),
      ),
    close: async () => {
      await eachKey((key) => link.run((redis) => redis.del(key)))
      await link.close()
    },
  }
}
