import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { loadRows } from './load-rows.ts'
import { findSequentialScans } from './sequential-scans.ts'
import { skipWithout } from './services.ts'
import { createTestDatabase } from './test-database.ts'

const skip = skipWithout('postgres')
const database = await createTestDatabase()
after(() => database.drop())
const { driver } = database.db

const request = (shape: string, text: string, ...values: unknown[]) => ({ shape, text, values })

test(
  'rows are loaded with every index in place and statistics up to date, but no foreign key',
  { skip },
  async () => {
    await driver.reserve((connection) =>
      connection.script(`
      create table shelves (shelf_id integer primary key, name text);
      create table books (book_id integer primary key, shelf_id integer references shelves, title text);
      create index books_shelf on books (shelf_id) where title <> 'lost'`),
    )
    await loadRows(
      database.db,
      `insert into books select n, n % 10, 'title ' || n from generate_series(1, 60000) as n;
     insert into shelves select n, 'shelf' from generate_series(0, 9) as n`,
    )
    const { rows } = await driver.query({
      text: `select (select reltuples::int from pg_class where relname = 'books'), pg_get_indexdef('books_shelf'::regclass),
             (select count(*) from pg_constraint where contype = 'f')`,
      values: [],
    })
    assert.deepEqual(rows, [
      [
        60_000,
        "CREATE INDEX books_shelf ON public.books USING btree (shelf_id) WHERE (title <> 'lost'::text)",
        0,
      ],
    ])
  },
)

test('a scan of a large table is found wherever it stands in a statement', { skip }, async () => {
  const scans = await findSequentialScans(driver, [
    request('books.by_id', 'select title from books where book_id = $1', 7),
    request('books.by_title', 'select book_id from books where title = $1', 'title 7'),
    request('shelves.by_name', 'select shelf_id from shelves where name = $1', 'shelf'),
    request(
      'shelves.titled',
      'select name, (select count(*) from books where title like $1) from shelves where shelf_id = $2',
      '%7',
      1,
    ),
    request('books.rename', 'update books set title = $1 where title = $2', 'a', 'b'),
    request('books.lock', 'select pg_advisory_lock($1)', 7),
    request('books.settings', `set lock_timeout = '1s'`),
  ])
  assert.deepEqual(scans, [
    { shape: 'books.by_title', table: 'books' },
    { shape: 'shelves.titled', table: 'books' },
    { shape: 'books.rename', table: 'books' },
  ])
})

test('rows that a crash of the server took away are missed', { skip }, async () => {
  await driver.reserve((connection) =>
    connection.script('create table lost as select n from generate_series(1, 60000) as n; analyze lost'),
  )
  // What a crash leaves of it: the statistics without the rows.
  await driver.reserve((connection) =>
    connection.script(`
    begin; create temporary table kept as select reltuples from pg_class where relname = 'lost'; truncate lost;
    update pg_class set reltuples = (select reltuples from kept) where relname = 'lost'; commit`),
  )
  await assert.rejects(
    findSequentialScans(driver, []),
    /the table lost lost its rows .* drop database gw_test_/,
  )
  await driver.reserve((connection) => connection.script('drop table lost'))
})

test('a statement that the database cannot plan is named', { skip }, async () => {
  await assert.rejects(
    findSequentialScans(driver, [request('books.gone', 'select 1 from gone')]),
    /no plan for books\.gone: relation "gone" does not exist/,
  )
})
