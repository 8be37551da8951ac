import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrationFolder, migrationsOf } from '../testing/migration-folder.ts'
import { readMigrations } from './read-migrations.ts'

const ONE = '-- Poses\n-- up\ncreate table a (x int);\n-- down\ndrop table a;\n'
const FULL = `-- Finds a pose by name
-- up
create table poses (name text);
insert into poses values ('-- down');

-- up outside transaction
create index concurrently poses_name on poses (name);
analyze poses;

-- down outside transaction
drop index concurrently poses_name;

-- down
drop table poses;
`

const refusedWith = (pattern: RegExp) => (error: Error) => {
  assert.equal(error.name, 'MigrationError')
  assert.match(error.message, pattern)
  return true
}

test('a file is read as its reason and the steps of each direction', async () => {
  const [migration] = await migrationsOf({ '0001_create_poses.sql': FULL, 'README.md': 'ignored' })
  const steps = (direction: 'up' | 'down') =>
    migration?.[direction]?.map(({ inTransaction, statements }) => [
      inTransaction,
      ...statements.map((s) => `${s.line} ${s.text}`),
    ])
  assert.equal(migration?.name, '0001_create_poses')
  assert.equal(migration.reason, 'Finds a pose by name')
  assert.deepEqual(steps('up'), [
    [true, '3 create table poses (name text)', `4 insert into poses values ('-- down')`],
    [false, '7 create index concurrently poses_name on poses (name)'],
    [false, '8 analyze poses'],
  ])
  assert.deepEqual(steps('down'), [
    [false, '11 drop index concurrently poses_name'],
    [true, '14 drop table poses'],
  ])
})

test('sources run in the order given, their files by number', async () => {
  const kit = migrationFolder({ '0002_b.sql': ONE, '0001_a.sql': ONE })
  const app = migrationFolder({ '0001_c.sql': ONE })
  const migrations = await readMigrations([
    { name: 'kit', dir: kit },
    { name: 'app', dir: app },
  ])
  assert.deepEqual(
    migrations.map(({ source, name }) => `${source}/${name}`),
    ['kit/0001_a', 'kit/0002_b', 'app/0001_c'],
  )
})

test('the checksum does not depend on the line ends of a checkout', async () => {
  const [unix] = await migrationsOf({ '0001_a.sql': ONE })
  const [windows] = await migrationsOf({ '0001_a.sql': ONE.replaceAll('\n', '\r\n') })
  assert.equal(windows?.checksum, unix?.checksum)
})

const refusals: [what: string, files: Record<string, string>, message: RegExp][] = [
  ['a missing number', { '0001_a.sql': ONE, '0003_c.sql': ONE }, /number 0002 is missing before 0003_c/],
  ['a first number that is not 1', { '0002_b.sql': ONE }, /number 0001 is missing before 0002_b/],
  [
    'a number given twice',
    { '0001_a.sql': ONE, '0001_b.sql': ONE },
    /0001_a and 0001_b have the same number/,
  ],
  ['a name of another form', { '1-Create.sql': ONE }, /1-Create\.sql: migrations are named like/],
  [
    'a file without a reason',
    { '0001_a.sql': '-- up\nselect 1' },
    /line 1: begin with a comment that says why/,
  ],
  ['a file that does nothing', { '0001_a.sql': '-- why\n-- down\nselect 1' }, /no statement below "-- up"/],
  [
    'a statement above the sections',
    { '0001_a.sql': '-- why\n\nselect 1;\n-- up\n' },
    /line 3: put this statement below/,
  ],
  [
    'a misspelt marker',
    { '0001_a.sql': `${ONE}-- Down outside a transaction\n` },
    /line 6: "-- Down outside a transaction" is not a marker/,
  ],
]
for (const [what, files, message] of refusals)
  test(`${what} is refused`, async () => {
    await assert.rejects(migrationsOf(files), refusedWith(message))
  })

test('every problem of every source is named at once', async () => {
  const wrong = migrationFolder({ '0001_a.sql': 'select 1', '0002_b.sql': '-- up\n', 'x.sql': '' })
  const sources = [
    { name: 'kit', dir: wrong },
    { name: 'kit', dir: '/nowhere/migrations' },
  ]
  await assert.rejects(readMigrations(sources), (error: Error & { details: string[] }) => {
    assert.equal(error.details.length, 5)
    return refusedWith(/"kit" is given twice[^]*0001_a[^]*0002_b[^]*x\.sql[^]*\/nowhere\/migrations/)(error)
  })
})

test('comments that only look a little like markers stay comments', async () => {
  const text = `${ONE}-- updates follow\n-- down to the last row\n-- ups\n`
  const [migration] = await migrationsOf({ '0001_a.sql': text })
  assert.equal(migration?.down?.length, 1)
})
