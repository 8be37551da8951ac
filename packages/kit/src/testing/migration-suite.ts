import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dumpSchema } from '../db/dump-schema.ts'
import { readMigrations, type MigrationSource } from '../db/read-migrations.ts'
import { migrateDown, migrateUp } from '../db/run-migrations.ts'
import { skipWithout } from './services.ts'
import { createTestDatabase } from './test-database.ts'

/**
 * Tests that the migrations of an app go forward and back: step by step on PostgreSQL, as a whole on the embedded database.
 * `note` is added to the names of the tests.
 */
export async function testMigrations(sources: readonly MigrationSource[], note = ''): Promise<void> {
  const migrations = await readMigrations(sources)

  for (const engine of ['postgres', 'embedded'] as const)
    test(
      `${engine}: every migration can be undone, and done again with the same result${note}`,
      { skip: engine === 'postgres' && skipWithout('postgres') },
      async () => {
        const { db, drop } = await createTestDatabase({ engine })
        try {
          const stepwise = engine === 'postgres'
          const stops = stepwise ? migrations.map(({ source, name }) => `${source}/${name}`) : [undefined]
          const schemas: string[] = []
          for (const to of stops) {
            await migrateUp(db, migrations, { to })
            schemas.push(await dumpSchema(db))
          }
          for (const schema of schemas.toReversed()) {
            assert.equal(await dumpSchema(db), schema)
            await migrateDown(db, migrations, { steps: stepwise ? 1 : migrations.length })
          }
          await migrateUp(db, migrations)
          assert.equal(await dumpSchema(db), schemas.at(-1))
        } finally {
          await drop()
        }
      },
    )
}
