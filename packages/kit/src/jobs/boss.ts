import { PgBoss } from 'pg-boss'
import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import { databaseClock } from './database-clock.ts'

/** pg-boss asks for it by this name whatever the schema. */
export const DEAD_LETTERS = 'dead_letters'

/** A run whose process has not been heard of for this long is given to another. pg-boss allows no less than 10. */
export const HEARTBEAT_SECONDS = 30

const SEVERAL_STATEMENTS = /;\s*\S/
const DAY_SECONDS = 86_400

/**
 * pg-boss over our own connections. It stores, claims, retries and buries jobs; its pollers, scheduler and supervisor
 * stay off, because our runner does that with one statement where they need one for each queue.
 */
export function createBoss(db: Db, clock: Clock, onError: (error: Error) => void): PgBoss {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => executeSql(db, text, values), setSessionStatements: async () => {} },
    clock: databaseClock(clock),
    backend: db.driver.kind === 'embedded' ? 'pglite' : 'postgres',
    supervise: false,
    schedule: false,
    // Shorter than the time between our calls of `supervise`, of which it would otherwise skip every second one.
    monitorIntervalSeconds: HEARTBEAT_SECONDS / 2,
    maintenanceIntervalSeconds: 3_600,
    bamIntervalSeconds: 600,
    queueCacheIntervalSeconds: DAY_SECONDS,
  })
  boss.on('error', onError)
  return boss
}

async function executeSql(db: Db, text: string, values: unknown[] = []) {
  if (values.length === 0 && SEVERAL_STATEMENTS.test(text)) {
    await runScript(db, text)
    return { rows: [] }
  }
  const { columns, rows } = await db.execute({ shape: 'jobs.boss', text, values })
  return { rows: rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]]))) }
}

/** Runs a `begin … commit` of pg-boss on one connection, and leaves no failed transaction open on it. */
async function runScript(db: Db, text: string): Promise<void> {
  await db.driver.reserve(async (connection) => {
    try {
      await connection.script(text)
    } catch (error) {
      await connection.script('rollback').catch(() => {})
      throw error
    }
  })
}
