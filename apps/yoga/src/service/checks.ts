import type { RedisLink } from '@groundwork/kit/cache/redis-link'
import { createHealth, type Check } from '@groundwork/kit/health/checks'
import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db } from '@groundwork/kit/db/database'

const database = (db: Db): Check => ({
  required: true,
  run: async () => {
    await db.execute({ shape: 'service.ping', text: 'select 1', values: [] })
    return { status: 'pass' }
  },
})

const shared = (redis: RedisLink): Check => ({
  required: false,
  run: async () => {
    await redis.run((client) => client.ping())
    return { status: 'pass' }
  },
})

interface Checked {
  db: Db
  redis: RedisLink | undefined
  clock: Clock
}

/** The health of YogaFlow: without its database it can serve nothing, without Redis everything, only slower. */
export const createYogaHealth = ({ db, redis, clock }: Checked) =>
  createHealth({
    checks: { database: database(db), ...(redis && { redis: shared(redis) }) },
    clock,
    timeoutMs: 80,
    reuseMs: 1000,
  })
