import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dumpSchema } from '@groundwork/kit/db/dump-schema'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrateDown, migrateUp } from '@groundwork/kit/db/run-migrations'
import { skipWithout } from '@groundwork/kit/testing/services'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { migrationSources } from './migrations.ts'

const migrations = await readMigrations(migrationSources)

for (const engine of ['postgres', 'embedded'] as const)
  test(
    `${engine}: every migration can be undone, and done again with the same result [W22]`,
    { skip: engine === 'postgres' && skipWithout('postgres') },
    async () => {
      const { db, drop } = await createTestDatabase({ engine })
      try {
        const schemas: string[] = []
        for (const { source, name } of migrations) {
          await migrateUp(db, migrations, { to: `${source}/${name}` })
          schemas.push(await dumpSchema(db))
        }
        for (const schema of schemas.toReversed()) {
          assert.equal(await dumpSchema(db), schema)
          await migrateDown(db, migrations, { steps: 1 })
        }
        await migrateUp(db, migrations)
        assert.equal(await dumpSchema(db), schemas.at(-1))
      } finally {
        await drop()
      }
    },
  )
