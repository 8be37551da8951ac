import type { Db } from './database.ts'
import { assertHistory } from './migration-history.ts'
import { movesDown, movesUp, type DownTarget, type Move } from './migration-moves.ts'
import { readRecords } from './migration-records.ts'
import { DEFAULT_TIMEOUTS, moveScripts, type Timeouts } from './migration-script.ts'
import type { Migration } from './read-migrations.ts'

/** What one migration would send to the database. */
export interface PlannedMigration {
  source: string
  name: string
  direction: Move['direction']
  /** Every statement that would run, those of the runner included, each ended by a semicolon. */
  sql: string
}

export type PlanTarget = { direction: 'up'; to?: string } | ({ direction: 'down' } & DownTarget)

/**
 * The SQL that `migrateUp` or `migrateDown` would run on this database now. Changes nothing.
 * @throws MigrationError for what those would refuse.
 */
export async function migrationPlan(
  db: Db,
  migrations: readonly Migration[],
  target: PlanTarget,
  timeouts: Partial<Timeouts> = {},
): Promise<PlannedMigration[]> {
  const records = await readRecords(db.driver)
  assertHistory(migrations, records)
  const moves =
    target.direction === 'up'
      ? movesUp(migrations, records, target.to)
      : movesDown(migrations, records, target)
  return moves.map((move) => {
    const scripts = moveScripts(move, db.driver.kind, { ...DEFAULT_TIMEOUTS, ...timeouts })
    const statements = scripts.flatMap(({ before, own, after }) => [
      ...before,
      ...own.map(({ text }) => text),
      ...after,
    ])
    const { migration, direction } = move
    const sql = statements.map((statement) => `${statement};\n`).join('')
    return { source: migration.source, name: migration.name, direction, sql }
  })
}
