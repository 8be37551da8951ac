import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startBreakableLink } from '../testing/breakable-link.ts'
import { serviceUrl } from '../testing/services.ts'
import { createDb, type Executor } from './database.ts'
import { createPostgresDriver } from './postgres-driver.ts'

const url = (await serviceUrl('postgres'))!
const link = await startBreakableLink(Number(new URL(url).port || 5432))
after(link.close)

function open(statementTimeoutMs: number) {
  const limits = { maxConnections: 2, acquireTimeoutMs: 1_000, statementTimeoutMs }
  const db = createDb(createPostgresDriver({ url: link.through(url), ...limits }))
  after(() => db.close())
  return db
}

const ask = async (on: Executor, text: string) =>
  (await on.execute({ shape: 'test.ask', text, values: [] })).rows[0]?.[0]

test('a server that falls silent makes what waits for it fail, and serves again once it is heard', async (context) => {
  const db = open(500)
  await db.driver.ping()
  let stalledMs = 0
  const interrupted = db.transaction(async (tx) => {
    await ask(tx, 'select 1')
    link.stall()
    stalledMs = performance.now()
    await ask(tx, 'select 2')
  })
  await assert.rejects(interrupted, { code: 'database.unavailable', status: 503 })
  const waitedMs = performance.now() - stalledMs
  context.diagnostic(`gave up after ${Math.round(waitedMs)} ms`)
  assert.ok(waitedMs < 5_500 + 2_000, `${waitedMs} ms`)
  await assert.rejects(db.driver.ping())
  await assert.rejects(ask(db, 'select 3'), { status: 503 })
  await link.mend()
  assert.equal(await ask(db, 'select 4'), 4)
  await db.driver.ping()
})

test('a server that answers is left to work for as long as a statement was given', async () => {
  const db = open(100)
  await db.driver.reserve((connection) =>
    connection.script('set local statement_timeout = 0; select pg_sleep(4.5)'),
  )
})
