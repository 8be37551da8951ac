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

/** The health of YogaFlow: without its database it can serve nothing. */
export const createYogaHealth = (db: Db, clock: Clock) =>
  createHealth({ checks: { database: database(db) }, clock, timeoutMs: 80, reuseMs: 1000 })
