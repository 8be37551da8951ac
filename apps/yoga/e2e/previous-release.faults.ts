import assert from 'node:assert/strict'
import path from 'node:path'
import { after, test } from 'node:test'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrateDown, migrateUp } from '@groundwork/kit/db/run-migrations'
import { checkOutBefore } from '@groundwork/kit/testing/earlier-checkout'
import { processesOf } from '@groundwork/kit/testing/start-process'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { migrationSources } from '../src/migrations.ts'
import { unlimited } from './practice-load.ts'
import { startProcess } from './start-process.ts'
import { useEverything } from './use-everything.ts'

const root = path.resolve(import.meta.dirname, '../../..')

test('the release before the last migration works on the new tables, and this one on the old', async (context) => {
  const earlier = await checkOutBefore(root, ['apps/yoga/migrations', 'packages/kit/migrations'])
  const database = await createTestDatabase({ engine: 'postgres' })
  const endings = [earlier.remove, database.drop]
  after(async () => {
    for (const end of endings.toReversed()) await end()
  })
  const env = { ...unlimited, DATABASE_URL: database.url! }
  const main = path.join(earlier.root, 'apps/yoga/src/main.ts')
  const earlierYoga = processesOf({ main, title: 'YogaFlow', portVariable: 'YOGA_PORT' })

  const old = await earlierYoga.startProcess({ env })
  endings.push(async () => void (await old.stop()))
  await useEverything(old.url)

  const added = await migrateUp(database.db, await readMigrations(migrationSources))
  assert.ok(added.length > 0)
  context.diagnostic(
    `${earlier.commit.slice(0, 7)} on ${added.map(({ source, name }) => `${source}/${name}`).join(', ')}`,
  )
  await useEverything(old.url)

  const now = await startProcess({ env })
  endings.push(async () => void (await now.stop()))
  await Promise.all([useEverything(now.url), useEverything(old.url)])

  await migrateDown(database.db, await readMigrations(migrationSources), { steps: added.length })
  await useEverything(now.url)
  await useEverything(old.url)
})
