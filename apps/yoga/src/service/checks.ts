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

/** Share of slow statements above which the report warns. */
const SLOW_GOAL = 0.05

const statements = (slowShare: () => number): Check => ({
  required: false,
  run: () => {
    const percent = Math.round(slowShare() * 1000) / 10
    const observed = { observedValue: percent, observedUnit: 'percent slow' }
    if (percent < SLOW_GOAL * 100) return Promise.resolve({ status: 'pass', ...observed })
    const output = `${percent} % of the statements of the last minutes were slow; the log names them`
    return Promise.resolve({ status: 'warn', output, ...observed })
  },
})

interface Checked {
  db: Db
  redis: RedisLink | undefined
  clock: Clock
  slowStatementShare: () => number
}

/** The health of YogaFlow: without its database it can serve nothing, without Redis everything, only slower. */
export const createYogaHealth = ({ db, redis, clock, slowStatementShare }: Checked) =>
  createHealth({
    checks: {
      database: database(db),
      statements: statements(slowStatementShare),
      ...(redis && { redis: shared(redis) }),
    },
    clock,
    timeoutMs: 80,
    reuseMs: 1000,
  })
