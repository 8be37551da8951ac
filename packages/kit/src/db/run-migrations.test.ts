import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { emptyDatabase } from '../testing/empty-database.ts'
import { createTestDatabase, engineOfTests, type TestDatabase } from '../testing/test-database.ts'
import { migrationFolder, migrationsOf } from '../testing/migration-folder.ts'
import type { Db } from './database.ts'
import { migrationStatus } from './migration-status.ts'
import { readMigrations } from './read-migrations.ts'
import { migrateDown, migrateUp, type MigrationEvent } from './run-migrations.ts'

const POSES = `-- Poses
-- up
create table poses (name text not null);
insert into poses values ('mountain'), ('tree');
-- down
drop table poses;
`
const NAMES = `-- Finds a pose by name
-- up outside transaction
create index concurrently poses_name on poses (name);
-- down outside transaction
drop index concurrently poses_name;
`
const LEVELS = `-- Poses have a level
-- up
alter table poses add column level int;
-- down
alter table poses drop column level;
`
const FILES = { '0001_create_poses.sql': POSES, '0002_index_names.sql': NAMES, '0003_add_level.sql': LEVELS }

async function columnOf(db: Db, sql: string): Promise<unknown[]> {
  const { rows } = await db.driver.query({ text: sql, values: [] })
  return rows.map(([value]) => value)
}
const tables = (db: Db) =>
  columnOf(db, `select tablename from pg_tables where schemaname = 'public' order by 1`)
const namesOf = (migrations: readonly { name: string }[]) => migrations.map(({ name }) => name)
const noWait = async () => {}

const engine = engineOfTests()
let database: Promise<TestDatabase> | undefined
after(async () => (await database)?.drop())
const open = async () => {
  const { db } = await (database ??= createTestDatabase({ engine }))
  await emptyDatabase(db)
  return db
}

test(`${engine}: migrations are applied once, in order, and undone in reverse`, async () => {
  const db = await open()
  const migrations = await migrationsOf(FILES)
  const events: MigrationEvent[] = []
  assert.deepEqual(
    namesOf(await migrateUp(db, migrations, { report: (event) => events.push(event) })),
    namesOf(migrations),
  )
  assert.deepEqual(
    events.map(({ kind, migration }) => `${kind} ${migration}`),
    ['applied app/0001_create_poses', 'applied app/0002_index_names', 'applied app/0003_add_level'],
  )
  assert.deepEqual(
    await columnOf(db, `select indisvalid from pg_index where indexrelid = 'poses_name'::regclass`),
    [true],
  )
  assert.deepEqual(await migrateUp(db, migrations), [])

  assert.deepEqual(namesOf(await migrateDown(db, migrations, { steps: 1 })), ['0003_add_level'])
  assert.deepEqual(namesOf(await migrateDown(db, migrations, { to: '0001_create_poses' })), [
    '0002_index_names',
  ])
  assert.deepEqual(await columnOf(db, 'select name from kit.migrations'), ['0001_create_poses'])
  assert.deepEqual(await columnOf(db, `select to_regclass('poses_name') is null`), [true])
  assert.deepEqual(namesOf(await migrateDown(db, migrations, { steps: 99 })), ['0001_create_poses'])
  assert.deepEqual(await tables(db), [])
  assert.deepEqual(namesOf(await migrateUp(db, migrations)), namesOf(migrations))
})

test(`${engine}: a failing statement leaves nothing of its step, and names file, line and cause`, async () => {
  const db = await open()
  const broken = `-- Breaks\n-- up\ncreate table half (x int);\n\ninsert into half\nvalues ('word');\n`
  const migrations = await migrationsOf({ ...FILES, '0004_break.sql': broken })
  await assert.rejects(migrateUp(db, migrations), (error: Error) => {
    assert.match(
      error.message,
      /0004_break\.sql, line 6: invalid input syntax for type integer: "word" \(22P02\)/,
    )
    assert.match(error.message, /insert into half\n\s+values \('word'\)/)
    assert.match(error.message, /Nothing of this step was kept/)
    return true
  })
  assert.deepEqual(await tables(db), ['poses'])
  const status = await migrationStatus(db, migrations)
  assert.deepEqual([status.applied.length, status.pending], [3, ['app/0004_break']])
})

test(`${engine}: a run that stopped between two steps goes on with the second`, async () => {
  const db = await open()
  const text = `-- Fills
-- up
create table fills (x int unique);
-- up outside transaction
insert into fills values (1) on conflict do nothing;
insert into fills select y from blocked;
-- down
drop table fills;
`
  const migrations = await migrationsOf({ '0001_fill.sql': text })
  await assert.rejects(
    migrateUp(db, migrations),
    /line 6: relation "blocked" does not exist[^]*goes on with this one/,
  )
  assert.deepEqual((await migrationStatus(db, migrations)).unfinished, [
    { migration: 'app/0001_fill', direction: 'up', stepsDone: 2 },
  ])
  await db.driver.reserve((connection) => connection.script('create table blocked as select 2 as y'))
  await migrateUp(db, migrations)
  assert.deepEqual(await columnOf(db, 'select x from fills order by x'), [1, 2])
  assert.deepEqual((await migrationStatus(db, migrations)).unfinished, [])
})

test(`${engine}: what is half applied can be undone, and what is half undone must be undone first`, async () => {
  const db = await open()
  const text = `-- Half
-- up
create table half (x int);
-- up outside transaction
insert into half select 1 / (select count(*) from half);
-- down outside transaction
drop index concurrently half_never_made;
-- down
drop table half;
select 1 / (select count(*) from pg_tables where tablename = 'allowed');
`
  const migrations = await migrationsOf({ '0001_half.sql': text })
  await assert.rejects(migrateUp(db, migrations), /division by zero/)
  await assert.rejects(migrateDown(db, migrations, { steps: 1 }), /division by zero/)
  assert.deepEqual((await migrationStatus(db, migrations)).unfinished, [
    { migration: 'app/0001_half', direction: 'down', stepsDone: 1 },
  ])
  await assert.rejects(migrateUp(db, migrations), /half undone\. Run migrate down/)
  await db.driver.reserve((connection) => connection.script('create table allowed ()'))
  await migrateDown(db, migrations, { steps: 1 })
  assert.deepEqual(await tables(db), ['allowed'])
  assert.deepEqual((await migrationStatus(db, migrations)).pending, ['app/0001_half'])
})

test(`${engine}: a database newer than the program is refused and left alone`, async () => {
  const db = await open()
  await migrateUp(db, await migrationsOf(FILES))
  const older = await migrationsOf({ '0001_create_poses.sql': POSES, '0002_index_names.sql': NAMES })
  await assert.rejects(migrateUp(db, older), /newer than this program: it has app\/0003_add_level/)
  await assert.rejects(migrateDown(db, older, { steps: 1 }), /newer than this program/)
  const status = await migrationStatus(db, older)
  assert.deepEqual([status.applied.length, status.problems.length], [3, 1])
})

test(`${engine}: a program that may be older takes a newer database, but not another one`, async () => {
  const db = await open()
  await migrateUp(db, await migrationsOf(FILES))
  const reported: MigrationEvent[] = []
  const options = { mayBeOlder: true, report: (event: MigrationEvent) => void reported.push(event) }
  const older = await migrationsOf({ '0001_create_poses.sql': POSES, '0002_index_names.sql': NAMES })
  assert.deepEqual(await migrateUp(db, older, options), [])
  assert.deepEqual(
    reported.map(({ kind, migration }) => [kind, migration]),
    [['newer', 'app/0003_add_level']],
  )
  const edited = NAMES.replace('(name)', '(name desc)')
  const other = await migrationsOf({ '0001_create_poses.sql': POSES, '0002_index_names.sql': edited })
  await assert.rejects(migrateUp(db, other, options), /changed after it was applied/)
  const foreign = older.map((migration) => ({ ...migration, source: 'foreign' }))
  await assert.rejects(migrateUp(db, foreign, options), /newer than this program: it has app\//)
})

test(`${engine}: a file that changed after it was applied is refused by name`, async () => {
  const db = await open()
  await migrateUp(db, await migrationsOf(FILES))
  const edited = await migrationsOf({
    ...FILES,
    '0002_index_names.sql': NAMES.replace('(name)', '(name desc)'),
  })
  await assert.rejects(migrateUp(db, edited), /0002_index_names\.sql: changed after it was applied\. Restore/)
  const renamed = await migrationsOf({
    '0001_create_poses.sql': POSES,
    '0002_other.sql': NAMES,
    '0003_add_level.sql': LEVELS,
  })
  await assert.rejects(migrateUp(db, renamed), /0002_other\.sql: was applied under the name 0002_index_names/)
})

test(`${engine}: a migration skipped by an earlier program is refused with the way out`, async () => {
  const db = await open()
  const migrations = await migrationsOf(FILES)
  await migrateUp(db, migrations)
  await db.driver.reserve((connection) => connection.script('delete from kit.migrations where number = 2'))
  await assert.rejects(
    migrateUp(db, migrations),
    /0002_index_names\.sql: was never applied, though app\/0003_add_level was/,
  )
})

test(`${engine}: sources are undone in the reverse of the order in which they were applied`, async () => {
  const db = await open()
  const table = (name: string) =>
    `-- A table\n-- up\ncreate table ${name} ();\n-- down\ndrop table ${name};\n`
  const kit = migrationFolder({ '0001_a.sql': table('kit_a') })
  const app = { name: 'app', dir: migrationFolder({ '0001_a.sql': table('app_a') }) }
  await migrateUp(db, await readMigrations([{ name: 'kit', dir: kit }, app]))
  const grown = await readMigrations([
    { name: 'kit', dir: migrationFolder({ '0001_a.sql': table('kit_a'), '0002_b.sql': table('kit_b') }) },
    app,
  ])
  await migrateUp(db, grown)
  await assert.rejects(
    migrateDown(db, grown, { to: '0001_a' }),
    /0001_a names several migrations.*kit\/0001_a, app\/0001_a/,
  )
  const undone = await migrateDown(db, grown, { to: 'kit/0001_a' })
  assert.deepEqual(
    undone.map(({ source, name }) => `${source}/${name}`),
    ['kit/0002_b', 'app/0001_a'],
  )
})

test(`${engine}: nothing is undone when one of the migrations has no way back`, async () => {
  const db = await open()
  const migrations = await migrationsOf({
    '0001_a.sql': '-- A\n-- up\ncreate table a ();\n',
    '0002_b.sql': POSES,
  })
  await migrateUp(db, migrations)
  await assert.rejects(migrateDown(db, migrations, { steps: 2 }), /0001_a\.sql: has no "-- down" section/)
  assert.deepEqual(await tables(db), ['a', 'poses'])
})

test(`${engine}: the status of a database that was never migrated is all pending, and asking changes nothing`, async () => {
  const db = await open()
  const { applied, pending } = await migrationStatus(db, await migrationsOf(FILES))
  assert.deepEqual([applied.length, pending.length], [0, 3])
  assert.deepEqual(await columnOf(db, `select to_regnamespace('kit') is null`), [true])
})

test('up to a name stops there', async () => {
  const { db, drop } = await createTestDatabase()
  after(drop)
  const migrations = await migrationsOf(FILES)
  assert.equal((await migrateUp(db, migrations, { to: '0002_index_names' })).length, 2)
  assert.deepEqual(await migrateUp(db, migrations, { to: '0001_create_poses' }), [])
  await assert.rejects(
    migrateUp(db, migrations, { to: '0009_none', wait: noWait }),
    /0009_none names no migration\. There are: app\/0001/,
  )
})
