import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrateUp } from '@groundwork/kit/db/run-migrations'
import { APP_SCHEMAS } from '@groundwork/kit/testing/migrated-template'
import type { DatabaseTemplate } from '@groundwork/kit/testing/test-database'
import { seedContent } from '../content/seed-content.ts'
import { migrationSources } from '../migrations.ts'

const CONTENT = new URL('../../content/', import.meta.url)

/** The migrated database with the content the product ships with. */
export async function yogaTemplate(): Promise<DatabaseTemplate> {
  const migrations = await readMigrations(migrationSources)
  const hash = createHash('sha256')
  for (const { checksum } of migrations) hash.update(checksum)
  for (const name of (await readdir(CONTENT, { recursive: true })).toSorted()) {
    if (name.endsWith('.json') && !name.startsWith('figures'))
      hash.update(await readFile(new URL(name, CONTENT)))
  }
  return {
    key: hash.digest('hex'),
    schemas: APP_SCHEMAS,
    prepare: async (db) => {
      await migrateUp(db, migrations)
      await seedContent(db)
    },
  }
}
