import type { RedisLink } from '@groundwork/kit/cache/redis-link'
import { createHealth, type Check } from '@groundwork/kit/health/checks'
import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db } from '@groundwork/kit/db/database'
import type { Telemetry } from '@groundwork/kit/telemetry/create-telemetry'

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

/** Share of slow statements above which the report warns, once there are enough to speak of a share. */
const SLOW_GOAL = 0.05
const FEWEST_STATEMENTS = 500

const statements = (recent: Telemetry['recentStatements']): Check => ({
  required: false,
  run: () => {
    const { count, slowShare } = recent()
    const percent = Math.round(slowShare * 1000) / 10
    const observed = { observedValue: percent, observedUnit: 'percent slow' }
    if (count < FEWEST_STATEMENTS || slowShare < SLOW_GOAL)
      return Promise.resolve({ status: 'pass', ...observed })
    const output = `${percent} % of the statements of the last minutes were slow; the log names them`
    return Promise.resolve({ status: 'warn', output, ...observed })
  },
})

interface Checked {
  db: Db
  redis: RedisLink | undefined
  clock: Clock
  recentStatements: Telemetry['recentStatements']
}

/** The health of YogaFlow: without its database it can serve nothing, without Redis everything, only slower. */
export const createYogaHealth = ({ db, redis, clock, recentStatements }: Checked) =>
  createHealth({
    checks: {
      database: database(db),
      statements: statements(recentStatements),
      ...(redis && { redis: shared(redis) }),
    },
    clock,
    timeoutMs: 80,
    reuseMs: 1000,
  })
