import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createPostgresDriver } from '@groundwork/kit/db/postgres-driver'
import type { Driver } from '@groundwork/kit/db/driver'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrateUp } from '@groundwork/kit/db/run-migrations'
import { loadRows } from '@groundwork/kit/testing/load-rows'
import { sharedTestDatabase } from '@groundwork/kit/testing/postgres-test-database'
import { migrationSources } from '../migrations.ts'

const ROWS = new URL('large-tables.sql', import.meta.url)

/** The URL of a database whose tables are large, which all test files share and none changes. Making it takes some ten seconds. */
export async function largeDatabase(): Promise<string> {
  return sharedTestDatabase(await largeTemplate())
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

async function largeTemplate() {
  const migrations = await readMigrations(migrationSources)
  const script = await readFile(ROWS, 'utf8')
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
