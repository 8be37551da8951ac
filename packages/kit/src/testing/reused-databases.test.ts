import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { byRows } from './reused-databases.ts'
import { skipWithout } from './services.ts'
import { createTestDatabase, type DatabaseTemplate, type TestDatabase } from './test-database.ts'

const template: DatabaseTemplate = {
  key: randomUUID(),
  resetting: byRows(['public']),
  prepare: async (db) =>
    db.driver.reserve((connection) =>
      connection.script(
        `create table books (id int generated always as identity primary key, title text);
         insert into books (title) values ('kept')`,
      ),
    ),
}
const open = () => createTestDatabase({ engine: 'postgres', template })
const run = ({ db }: TestDatabase, text: string) => db.driver.reserve((connection) => connection.script(text))
const booksOf = async ({ db }: TestDatabase) =>
  (await db.driver.query({ text: 'select id, title from books order by id', values: [] })).rows

test(
  'a database that was given back is used again, with the rows and numbers that it began with',
  { skip: skipWithout('postgres') },
  async () => {
    const first = await open()
    await run(
      first,
      `insert into books (title) values ('new'); update books set title = 'changed' where id = 1`,
    )
    await first.drop()
    const second = await open()
    assert.equal(second.url, first.url)
    assert.deepEqual(await booksOf(second), [[1, 'kept']])
    await run(second, `insert into books (title) values ('new')`)
    assert.deepEqual(await booksOf(second), [
      [1, 'kept'],
      [2, 'new'],
    ])
    await second.drop()
  },
)

test(
  'an empty database is empty again, whatever was made in it',
  { skip: skipWithout('postgres') },
  async () => {
    const first = await createTestDatabase({ engine: 'postgres' })
    await run(first, 'create extension unaccent; create schema more; create table more.books (id int)')
    await first.drop()
    const second = await createTestDatabase({ engine: 'postgres' })
    assert.equal(second.url, first.url)
    await run(second, 'create extension unaccent; create schema more; create table more.books (id int)')
    await second.drop()
  },
)

for (const [what, change] of [
  ['a column', 'alter table books add column shelf int'],
  ['a table', 'create table shelves (id int)'],
  ['a trigger that is off', 'alter table books disable trigger user'],
  ['a rule', `alter table books add constraint titled check (title <> '')`],
] as const)
  test(
    `a database in which ${what} was changed is not used again`,
    { skip: skipWithout('postgres') },
    async () => {
      const changed = await open()
      await run(changed, change)
      await changed.drop()
      const next = await open()
      assert.notEqual(next.url, changed.url)
      assert.deepEqual(await booksOf(next), [[1, 'kept']])
      await next.drop()
    },
  )
