import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { appTemplate } from '@groundwork/kit/testing/app-template'
import type { DatabaseTemplate } from '@groundwork/kit/testing/test-database'
import { seedContent } from '../content/seed-content.ts'
import { migrationSources } from '../migrations.ts'

const CONTENT = new URL('../../content/', import.meta.url)

/** The migrated database with the content the product ships with. */
export async function yogaTemplate(): Promise<DatabaseTemplate> {
  const hash = createHash('sha256')
  for (const name of (await readdir(CONTENT, { recursive: true })).toSorted()) {
    if (name.endsWith('.json') && !name.startsWith('figures'))
      hash.update(await readFile(new URL(name, CONTENT)))
  }
  return appTemplate({
    migrationSources,
    seed: async (db) => void (await seedContent(db)),
    seedKey: hash.digest('hex'),
  })
}
