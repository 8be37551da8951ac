import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { after, test } from 'node:test'
import pg from 'pg'
import type { Db } from '../db/database.ts'
import type { DatabaseTemplate } from './database-template.ts'
import { packedTemplateFile } from './embedded-test-database.ts'
import { sweepTestDatabases, templateName } from './postgres-test-database.ts'
import { serviceUrl, skipWithout } from './services.ts'
import { createTestDatabase } from './test-database.ts'

const skip = skipWithout('postgres')
const engines = skip ? (['embedded'] as const) : (['embedded', 'postgres'] as const)

const script = (db: Db, text: string) => db.driver.reserve((connection) => connection.script(text))

async function titles(db: Db): Promise<unknown[]> {
  const result = await db.execute({
    shape: 'test.titles',
    text: 'select title from books order by title',
    values: [],
  })
  return result.rows.flat()
}

/** A template nobody else uses; `prepared` counts how often it was made. */
function ownTemplate(text: string) {
  const template = {
    key: randomUUID(),
    prepared: 0,
    prepare: async (db: Db) => {
      template.prepared++
      await script(db, text)
    },
  }
  return template
}

const BOOKS = `create table books (title text); insert into books values ('one')`

async function onServer<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: await serviceUrl('postgres') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const dropTemplate = ({ key }: DatabaseTemplate, engine = 'postgres') =>
  engine === 'embedded'
    ? rmSync(packedTemplateFile(key))
    : onServer(async (client) => {
        await client.query(`alter database ${templateName(key)} is_template false`)
        await client.query(`drop database ${templateName(key)}`)
      })

const isThere = (name: string) =>
  onServer(
    async (client) =>
      (await client.query('select from pg_database where datname = $1', [name])).rowCount === 1,
  )

for (const engine of engines) {
  test(`each database on ${engine} is a copy of its own of a template made once`, async () => {
    const template = ownTemplate(BOOKS)
    after(() => dropTemplate(template, engine))
    const first = await createTestDatabase({ engine, template })
    const second = await createTestDatabase({ engine, template })
    await script(first.db, `insert into books values ('two')`)
    assert.deepEqual(await titles(first.db), ['one', 'two'])
    assert.deepEqual(await titles(second.db), ['one'])
    assert.equal(template.prepared, 1)
    await first.drop()
    await second.drop()
    await second.drop()
  })

  test(`a template on ${engine} that could not be made is made anew by the next`, async () => {
    const template = ownTemplate(BOOKS)
    after(() => dropTemplate(template, engine))
    const prepare = async (db: Db) => {
      await script(db, BOOKS)
      throw new Error('broken seed')
    }
    await assert.rejects(createTestDatabase({ engine, template: { ...template, prepare } }), /broken seed/)
    const database = await createTestDatabase({ engine, template })
    assert.deepEqual(await titles(database.db), ['one'])
    await database.drop()
  })
}

test('of several that need a template at once, one makes it', { skip }, async () => {
  const template = ownTemplate(BOOKS)
  after(() => dropTemplate(template))
  const databases = await Promise.all(
    [1, 2, 3].map(() => createTestDatabase({ engine: 'postgres', template })),
  )
  assert.equal(template.prepared, 1)
  await Promise.all(databases.map((database) => database.drop()))
})

test('a connection that a test left open is named when its database is dropped', { skip }, async () => {
  const database = await createTestDatabase({ engine: 'postgres' })
  const forgotten = new pg.Client({ connectionString: database.url })
  forgotten.on('error', () => {})
  await forgotten.connect()
  await forgotten.query('select 7 as forgotten')
  await assert.rejects(database.drop(), /not closed:\n {2}- idle, last statement: select 7 as forgotten/)
  // The server removes it in its own time; the test ends with an error if it never does.
  while (await isThere(new URL(database.url!).pathname.slice(1)));
})

test('databases of killed runs are swept and those in use are kept', { skip }, async () => {
  const used = await createTestDatabase({ engine: 'postgres' })
  const left = `gw_test_${randomUUID().replaceAll('-', '')}`
  const unusedTemplate = templateName(randomUUID())
  await onServer(async (client) => {
    await client.query(`create database ${left}`)
    await client.query(`create database ${unusedTemplate} is_template true`)
    await client.query(`comment on database ${unusedTemplate} is '2020-01-01'`)
  })
  await sweepTestDatabases((await serviceUrl('postgres'))!)
  assert.equal(await isThere(left), false)
  assert.equal(await isThere(unusedTemplate), false)
  assert.equal(await isThere(new URL(used.url!).pathname.slice(1)), true)
  await used.drop()
})
