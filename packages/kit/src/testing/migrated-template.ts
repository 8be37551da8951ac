import { readMigrations, type MigrationSource } from '../db/read-migrations.ts'
import { migrateUp } from '../db/run-migrations.ts'
import type { DatabaseTemplate } from './database-template.ts'
import { byRows } from './reused-databases.ts'

/** A database with the tables of these migrations and nothing in them. */
export async function migratedTemplate(sources: readonly MigrationSource[]): Promise<DatabaseTemplate> {
  const migrations = await readMigrations(sources)
  return {
    key: migrations.map(({ checksum }) => checksum).join(),
    resetting: byRows(['public', 'kit']),
    prepare: async (db) => void (await migrateUp(db, migrations)),
  }
}
