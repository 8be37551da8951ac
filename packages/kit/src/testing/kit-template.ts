import { fileURLToPath } from 'node:url'
import { readMigrations } from '../db/read-migrations.ts'
import { migrateUp } from '../db/run-migrations.ts'
import type { DatabaseTemplate } from './test-database.ts'

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url))

/** A database with the tables of the kit and nothing in them. */
export async function kitTemplate(): Promise<DatabaseTemplate> {
  const migrations = await readMigrations([{ name: 'kit', dir: MIGRATIONS }])
  return {
    key: migrations.map(({ checksum }) => checksum).join(),
    prepare: async (db) => void (await migrateUp(db, migrations)),
  }
}
