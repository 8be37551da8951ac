import type { Db } from './database.ts'
import { historyProblems, title } from './migration-history.ts'
import { readRecords, recordOf } from './migration-records.ts'
import type { Migration } from './read-migrations.ts'

/** Where a database stands against the files of a program. Migrations are named `yoga/0001_create_poses`. */
export interface MigrationStatus {
  /** Wholly applied, oldest first. */
  applied: { migration: string; appliedAt: Date }[]
  /** Begun and cut short; the next run in that direction goes on there. */
  unfinished: { migration: string; direction: 'up' | 'down'; stepsDone: number }[]
  /** Not begun, in the order in which they will run. */
  pending: string[]
  /**
   * Why `migrateUp` would refuse. A database that is newer than the program is among them; a program that is built to
   * run against the next schema, during a rolling release, may still serve on it.
   */
  problems: string[]
}

/** Reads where the database stands. Changes nothing and waits for nobody. */
export async function migrationStatus(db: Db, migrations: readonly Migration[]): Promise<MigrationStatus> {
  const records = await readRecords(db.driver)
  const status: MigrationStatus = {
    applied: [],
    unfinished: [],
    pending: migrations.filter((migration) => !recordOf(migration, records)).map(title),
    problems: historyProblems(migrations, records),
  }
  for (const record of records) {
    const { appliedAt, direction, stepsDone } = record
    if (appliedAt) status.applied.push({ migration: title(record), appliedAt })
    else status.unfinished.push({ migration: title(record), direction, stepsDone })
  }
  return status
}
