import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { recordRequests } from '../testing/record-requests.ts'
import { createTestDatabase, engineOfTests, type TestDatabase } from '../testing/test-database.ts'
import { createDb, type Db } from './database.ts'
import type { Request } from './driver.ts'
import { statementsFor } from './statements.ts'

interface Tables {
  books: { id: number; firstTitle: string; pageCount: number | null; extra: string | null }
}

const { many, first, change } = statementsFor<Tables>()

let built = 0
const find = first('books.find', (db, p: { id: number }) => {
  built++
  return db.selectFrom('books').select(['id', 'firstTitle', 'pageCount']).where('id', '=', p.id)
})
interface Search {
  minPages?: number | null
  title?: string
  limit: number
}
const search = many('books.search', (db, p: Search, has) => {
  let query = db.selectFrom('books').select('firstTitle').orderBy('id').limit(p.limit)
  if (has('minPages')) query = query.where('pageCount', '>=', p.minPages!)
  if (has('title')) query = query.where('firstTitle', 'like', p.title!)
  return query
})
const add = change('books.add', (db, p: { id: number; firstTitle: string; pageCount?: number }) =>
  db
    .insertInto('books')
    .values({ id: p.id, firstTitle: p.firstTitle, pageCount: p.pageCount, extra: 'fixed' }),
)
const rename = change('books.rename', (db, p: { firstTitle: string }) =>
  db.updateTable('books').set({ firstTitle: p.firstTitle }),
)
const total = first(
  'books.total',
  (_db, p: { factor: number }) =>
    sql<{ totalPages: number }>`select sum(page_count) * ${p.factor} as total_pages from books`,
)

const engine = engineOfTests()

describe(`statements on ${engine}`, () => {
  let database: TestDatabase
  let recording: ReturnType<typeof recordRequests>
  let db: Db
  before(async () => {
    database = await createTestDatabase({ engine })
    recording = recordRequests(database.db.driver)
    db = createDb(recording)
    const table = 'create table books (id int primary key, first_title text, page_count int, extra text)'
    await db.driver.reserve((connection) => connection.script(table))
    assert.equal(await add(db, { id: 1, firstTitle: 'one', pageCount: 100 }), 1)
    assert.equal(await add(db, { id: 2, firstTitle: 'two' }), 1)
  })
  after(() => database.drop())

  test('the first row is given with its columns in camel case, or undefined', async () => {
    assert.deepEqual(await find(db, { id: 1 }), { id: 1, firstTitle: 'one', pageCount: 100 })
    assert.equal(await find(db, { id: 3 }), undefined)
  })

  test('an argument left out is stored as null, and a constant as it stands in the statement', async () => {
    assert.deepEqual(await find(db, { id: 2 }), { id: 2, firstTitle: 'two', pageCount: null })
    const extra = await db.execute({
      shape: 'test.extra',
      text: 'select distinct extra from books',
      values: [],
    })
    assert.deepEqual(extra.rows, [['fixed']])
  })

  test('a condition on an optional argument is there when the argument is', async () => {
    const two = { firstTitle: 'two' }
    assert.deepEqual(await search(db, { limit: 9 }), [{ firstTitle: 'one' }, two])
    assert.deepEqual(await search(db, { limit: 9, minPages: undefined }), [{ firstTitle: 'one' }, two])
    assert.deepEqual(await search(db, { limit: 9, title: 'tw%' }), [two])
    assert.deepEqual(await search(db, { limit: 9, minPages: null }), [])
  })

  test('SQL of its own is a statement as well, in transactions too', async () => {
    assert.deepEqual(await total(db, { factor: 2 }), { totalPages: 200 })
    const inside = await db.transaction((tx) => total(tx, { factor: 3 }))
    assert.deepEqual(inside, { totalPages: 300 })
  })

  test('the number of changed rows is given', async () => {
    assert.equal(await rename(db, { firstTitle: 'same' }), 2)
  })

  test('a statement is one text for each set of given arguments, named by it', () => {
    const shapes = recording.requests().map(({ shape }) => shape)
    assert.deepEqual(shapes.toSorted(), [
      'books.add',
      'books.find',
      'books.rename',
      'books.search(limit)',
      'books.search(limit,minPages)',
      'books.search(limit,title)',
      'books.total',
      'test.extra',
    ])
  })
})

test('a statement is built once, however often it is sent', async () => {
  const database = await createTestDatabase()
  await assert.rejects(find(database.db, { id: 1 }), { code: '42P01' })
  await assert.rejects(find(database.db, { id: 2 }), { code: '42P01' })
  assert.equal(built, 1)
  await database.drop()
})

test('names longer than PostgreSQL keeps are cut so that they stay apart', async () => {
  const database = await createTestDatabase()
  const sent: Request[] = []
  const on = {
    execute: (request: Request & { shape: string }) => (sent.push(request), database.db.execute(request)),
  }
  const long = 'books.find_by_something_that_takes_very_many_words_to_say_in_full'
  const less = first(
    `${long}_less`,
    (_db, p: { than: number }) => sql<{ is: boolean }>`select 5 < ${p.than}::int as is`,
  )
  const more = first(
    `${long}_more`,
    (_db, p: { than: number }) => sql<{ is: boolean }>`select 5 > ${p.than}::int as is`,
  )

  assert.deepEqual([await less(on, { than: 9 }), await more(on, { than: 9 })], [{ is: true }, { is: false }])
  const names = sent.map(({ name }) => name!)
  assert.equal(new Set(names).size, 2)
  for (const name of names) assert.ok(name.length <= 63 && name.startsWith(long.slice(0, 50)), name)
  assert.deepEqual(
    sent.map(({ shape }) => shape),
    [`${long}_less`, `${long}_more`],
  )
  await database.drop()
})

test('a name stands for one statement: the same again is taken, another is refused where it is defined', () => {
  const define = (column: 'id' | 'extra') =>
    many('books.twice', (db, _p: object) => db.selectFrom('books').select(column))
  define('id')
  define('id')
  assert.throws(() => define('extra'), /the statement books\.twice is defined twice.*"id".*"extra"/s)
})
