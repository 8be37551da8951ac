import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createPostgresDriver } from '../db/postgres-driver.ts'
import type { Driver } from '../db/driver.ts'
import { readMigrations, type MigrationSource } from '../db/read-migrations.ts'
import { migrateUp } from '../db/run-migrations.ts'
import { loadRows } from './load-rows.ts'
import { sharedTestDatabase } from './postgres-test-database.ts'

/** The tables of an app, and the script that fills them. */
export interface LargeTables {
  migrationSources: readonly MigrationSource[]
  rows: URL
}

/** The URL of a database whose tables are large, which all test files share and none changes. Making it takes some ten seconds. */
export async function largeDatabase(tables: LargeTables): Promise<string> {
  return sharedTestDatabase(await largeTemplate(tables))
}

/** Runs `work` on one connection to the database at `url`. */
export async function withDatabase<T>(url: string, work: (driver: Driver) => Promise<T>): Promise<T> {
  const driver = createPostgresDriver({
    url,
    maxConnections: 1,
    acquireTimeoutMs: 10_000,
    statementTimeoutMs: 30_000,
  })
  try {
    return await work(driver)
  } finally {
    await driver.close()
  }
}

async function largeTemplate({ migrationSources, rows }: LargeTables) {
  const migrations = await readMigrations(migrationSources)
  const script = await readFile(rows, 'utf8')
  const hash = createHash('sha256').update(script)
  for (const { checksum } of migrations) hash.update(checksum)
  return {
    key: hash.digest('hex'),
    prepare: async (db: Parameters<typeof loadRows>[0]) => {
      await migrateUp(db, migrations)
      await loadRows(db, script)
    },
  }
}
