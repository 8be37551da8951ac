import { systemClock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import { readMigrations, type MigrationSource } from '../db/read-migrations.ts'
import { migrateUp } from '../db/run-migrations.ts'
import { createJobRunner } from '../jobs/job-runner.ts'
import type { DatabaseTemplate } from './database-template.ts'
import { byRows } from './reused-databases.ts'

/** Where the tables of apps are. */
export const APP_SCHEMAS = ['public', 'kit', 'pgboss'] as const

const silent = { debug() {}, warn() {}, error() {} }

export interface AppTemplateOptions {
  migrationSources: readonly MigrationSource[]
  /** Fills the migrated tables with what the app ships with. */
  seed?: (db: Db) => Promise<void>
  /** Changes whenever `seed` would do something else. */
  seedKey?: string
}

/** A database as an app begins with: migrated, with its content, and with the tables of jobs. */
export async function appTemplate({
  migrationSources,
  seed,
  seedKey = '',
}: AppTemplateOptions): Promise<DatabaseTemplate> {
  const migrations = await readMigrations(migrationSources)
  return {
    key: `app ${migrations.map(({ checksum }) => checksum).join()} ${seedKey}`,
    resetting: byRows(APP_SCHEMAS),
    prepare: async (db) => {
      await migrateUp(db, migrations)
      await seed?.(db)
      const jobs = createJobRunner({ db, clock: systemClock, log: silent })
      await jobs.prepare()
      await jobs.stop()
    },
  }
}
