import { readMigrations, type MigrationSource } from '../db/read-migrations.ts'
import { migrateUp } from '../db/run-migrations.ts'
import type { DatabaseTemplate } from './database-template.ts'

/** Where the tables of apps are. */
export const APP_SCHEMAS = ['public', 'kit', 'pgboss'] as const

/** A database with the tables of these migrations and nothing in them. */
export async function migratedTemplate(sources: readonly MigrationSource[]): Promise<DatabaseTemplate> {
  const migrations = await readMigrations(sources)
  return {
    key: migrations.map(({ checksum }) => checksum).join(),
    schemas: APP_SCHEMAS,
    prepare: async (db) => void (await migrateUp(db, migrations)),
  }
}
