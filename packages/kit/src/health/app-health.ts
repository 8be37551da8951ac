import type { RedisLink } from '../cache/redis-link.ts'
import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import type { Telemetry } from '../telemetry/create-telemetry.ts'
import { createHealth, type Check, type Health } from './checks.ts'
import { diskCheck } from './disk-check.ts'
import { memoryCheck } from './memory-check.ts'

const database = (db: Db): Check => ({
  required: true,
  run: async () => {
    await db.driver.ping()
    return { status: 'pass' }
  },
  // The time within which the database answers a ping or fails it.
  timeoutMs: 1_400,
})

/** Writes: a Redis that is full, or a copy of another, answers and can be used for nothing. */
const shared = (redis: RedisLink, prefix: string): Check => ({
  required: false,
  run: async () => {
    try {
      await redis.run((client) => client.set(`${prefix}:health`, '', 'PX', 60_000))
    } catch (error) {
      if (!(error as Error).cause) throw error
      return { status: 'fail', output: 'refuses to write' }
    }
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
  telemetry: Pick<Telemetry, 'recentStatements'>
  config: { readonly DATA_DIR: string; readonly DISK_LOW_MB: number; readonly REDIS_PREFIX: string }
}

/**
 * The health of an app: without its database it can serve nothing, without the others everything, only slower or later.
 * `others` is what it depends on besides.
 */
export const createAppHealth = (
  { db, redis, clock, telemetry, config }: Checked,
  others: Readonly<Record<string, Check>> = {},
): Health =>
  createHealth({
    checks: {
      database: database(db),
      statements: statements(telemetry.recentStatements),
      ...(redis && { redis: shared(redis, config.REDIS_PREFIX) }),
      ...others,
      disk: diskCheck({ folder: config.DATA_DIR, lowMebibytes: config.DISK_LOW_MB }),
      memory: memoryCheck(),
    },
    clock,
  })
