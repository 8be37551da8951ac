import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import pg from 'pg'
import { sharedTestDatabase } from './postgres-test-database.ts'
import { serviceUrl, skipWithout } from './services.ts'

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

test('a shared database is made once, and takes no changes', { skip: skipWithout('postgres') }, async () => {
  let prepared = 0
  const template = {
    key: randomUUID(),
    prepare: async (db: Parameters<Parameters<typeof sharedTestDatabase>[0]['prepare']>[0]) => {
      prepared++
      await db.driver.reserve((connection) => connection.script('create table books as select 1 as id'))
    },
  }
  const [url, again] = await Promise.all([sharedTestDatabase(template), sharedTestDatabase(template)])
  try {
    assert.equal(again, url)
    assert.equal(prepared, 1)
    assert.deepEqual(await ask(url, 'select id from books'), [1])
    await assert.rejects(ask(url, 'delete from books'), /read-only transaction/)
  } finally {
    const server = (await serviceUrl('postgres'))!
    await ask(server, `drop database ${new URL(url).pathname.slice(1)}`)
  }
})
