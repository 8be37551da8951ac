import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { migrationsOf } from '../testing/migration-folder.ts'
import { skipWithout } from '../testing/services.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import type { Db } from './database.ts'
import { migrationStatus } from './migration-status.ts'
import { migrateDown, migrateUp, type MigrationEvent } from './run-migrations.ts'

const noWait = async () => {}

const addLevel = `-- Poses have a level
-- up
create table begun ();
alter table poses add column level int;
-- down
alter table poses drop column level;
drop table begun;
`
const uniqueNames = `-- A pose is known by its name
-- up outside transaction
create unique index concurrently poses_name on poses (name);
-- down outside transaction
drop index concurrently poses_name;
`

describe('on a table that is in use', { skip: skipWithout('postgres') }, () => {
  let db: Db
  let drop: () => Promise<void>

  before(async () => {
    ;({ db, drop } = await createTestDatabase())
  })
  after(() => drop())

  const script = (sql: string) => db.driver.reserve((connection) => connection.script(sql))
  const value = async (sql: string) => (await db.driver.query({ text: sql, values: [] })).rows[0]?.[0]

  const freshTables = () =>
    script(`drop schema public cascade; drop schema if exists kit cascade; create schema public;
      create table poses (name text not null); insert into poses values ('tree'), ('tree')`)

  /** Holds a lock on `poses` from another connection until `release` is called. */
  async function lockPoses(): Promise<() => Promise<void>> {
    const held = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const holder = db.driver.reserve(async (connection) => {
      await connection.script('begin; lock table poses in access exclusive mode')
      held.resolve()
      await release.promise
      await connection.script('rollback')
    })
    await held.promise
    return () => {
      release.resolve()
      return holder
    }
  }

  test('a lock that is not free in time is asked for again, with longer and longer pauses', async () => {
    await freshTables()
    const release = await lockPoses()
    const pauses: number[] = []
    const events: MigrationEvent[] = []
    const wait = async (ms: number) => {
      // Between tries nothing of the step is there, so those who queued behind it could go on.
      assert.equal(await value(`select to_regclass('begun') is null`), true)
      if (pauses.push(ms) === 3) await release()
    }
    const migrations = await migrationsOf({ '0001_add_level.sql': addLevel })
    await migrateUp(db, migrations, { lockTimeoutMs: 20, wait, report: (event) => events.push(event) })
    assert.deepEqual(pauses, [500, 1000, 2000])
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['retrying', 'retrying', 'retrying', 'applied'],
    )
    assert.match(events[0]!.text, /lock was not free in time; trying again in 0\.5 s \(2 of 8\)/)
  })

  test('after the last try it fails and nothing is changed', async () => {
    await freshTables()
    const release = await lockPoses()
    const migrations = await migrationsOf({ '0001_add_level.sql': addLevel })
    let waits = 0
    const wait = async () => void waits++
    await assert.rejects(
      migrateUp(db, migrations, { lockTimeoutMs: 20, attempts: 3, wait }),
      /0001_add_level\.sql, line 4: canceling statement due to lock timeout \(55P03\)[^]*alter table poses/,
    )
    await release()
    assert.equal(waits, 2)
    assert.equal(await value(`select to_regclass('begun') is null`), true)
    assert.deepEqual((await migrationStatus(db, migrations)).pending, ['app/0001_add_level'])
  })

  test('a statement that takes too long is ended, and the connection keeps its own limits', async () => {
    await freshTables()
    const migrations = await migrationsOf({ '0001_slow.sql': '-- Slow\n-- up\nselect pg_sleep(60);\n' })
    const limits = () =>
      value(`select current_setting('lock_timeout') || ' ' || current_setting('statement_timeout')`)
    const beforehand = await limits()
    await assert.rejects(migrateUp(db, migrations, { statementTimeoutMs: 20 }), /statement timeout \(57014\)/)
    assert.equal(await limits(), beforehand)
  })

  test('an index whose concurrent build failed is dropped and built again', async () => {
    await freshTables()
    const migrations = await migrationsOf({ '0001_unique_names.sql': uniqueNames })
    await assert.rejects(
      migrateUp(db, migrations),
      /line 3: could not create unique index "poses_name" \(23505\)/,
    )
    assert.equal(
      await value(`select indisvalid from pg_index where indexrelid = 'poses_name'::regclass`),
      false,
    )

    await script(`delete from poses where ctid = (select min(ctid) from poses)`)
    const events: MigrationEvent[] = []
    await migrateUp(db, migrations, { report: (event) => events.push(event) })
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['repaired', 'applied'],
    )
    assert.match(events[0]!.text, /invalid index public\.poses_name/)
    assert.equal(
      await value(`select indisvalid from pg_index where indexrelid = 'poses_name'::regclass`),
      true,
    )
    assert.equal(await value(`select current_setting('lock_timeout')`), '0')
  })

  test('an index that was complete when the run was cut short is kept', async () => {
    await freshTables()
    const text = uniqueNames.replace('unique ', '')
    const migrations = await migrationsOf({ '0001_names.sql': text })
    await migrateUp(db, migrations)
    const oid = await value(`select 'poses_name'::regclass::oid`)
    await script('update kit.migrations set applied_at = null, steps_done = 0')
    await migrateUp(db, migrations)
    assert.equal(await value(`select 'poses_name'::regclass::oid`), oid)

    await script(
      `drop index poses_name; update kit.migrations set applied_at = null, direction = 'down', steps_done = 0`,
    )
    await migrateDown(db, migrations, { steps: 1 })
    assert.equal(await value('select count(*) from kit.migrations'), 0)
  })

  test('an index of that name that is not from the migration is left alone', async () => {
    await freshTables()
    await script('create index poses_name on poses (length(name))')
    const migrations = await migrationsOf({ '0001_unique_names.sql': uniqueNames })
    for (let i = 0; i < 2; i++)
      await assert.rejects(
        migrateUp(db, migrations),
        /line 3: there is an index public\.poses_name already, and not from/,
      )
    assert.deepEqual((await migrationStatus(db, migrations)).pending, ['app/0001_unique_names'])
  })

  test('while one run lasts another waits, says so, and gives up in the end', async () => {
    await freshTables()
    const release = await lockPoses()
    const migrations = await migrationsOf({ '0001_add_level.sql': addLevel })
    const first = migrateUp(db, migrations, { lockTimeoutMs: 30_000 })
    while ((await value(`select count(*) from pg_locks where not granted`)) === 0);
    const events: MigrationEvent[] = []
    let waits = 0
    const wait = async () => void waits++
    await assert.rejects(
      migrateUp(db, migrations, { maxWaitMs: 1000, wait, report: (event) => events.push(event) }),
      /on server process \d+ is migrating this database and was not done after 1 s/,
    )
    assert.deepEqual([waits, events.length, events[0]?.kind], [4, 1, 'waiting'])
    await release()
    assert.equal((await first).length, 1)
    assert.deepEqual(await migrateUp(db, migrations, { wait: noWait }), [])
  })
})
