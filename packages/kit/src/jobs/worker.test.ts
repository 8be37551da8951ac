import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { PgBoss } from 'pg-boss'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { createBoss } from './boss.ts'
import { turnDatabaseClock } from './database-clock.ts'
import { defineJob } from './define-job.ts'
import { listJobs } from './inspect-queries.ts'
import { handleJob, type JobHandler } from './job-handler.ts'
import { countJobs, storeJobs } from './queries.ts'
import { createQueues } from './queues.ts'
import { createWorker } from './worker.ts'

const print = defineJob({ id: 'pages.print', version: 1, payload: z.object({}) })
const ring = defineJob({ id: 'bells.ring', version: 1, payload: z.object({}) })

let database: TestDatabase
let db: Db
let boss: PgBoss
const clock = createFakeClock('2030-03-01T12:00:00Z')

before(async () => {
  database = await createTestDatabase()
  db = database.db
})
beforeEach(async () => {
  boss = createBoss(db, clock, (error) => assert.fail(error))
  await boss.start()
})
afterEach(async () => {
  await boss.stop({ graceful: false, close: false })
  await db.driver.reserve((connection) => connection.script('delete from pgboss.job'))
})
after(() => database.drop())

const store = (...queues: string[]) =>
  storeJobs(
    db,
    queues.map((queue) => ({ id: randomUUIDv7(), queue, version: 1, payload: {} })),
  )

async function createWorkerFor(handlers: JobHandler[], concurrency: number) {
  await createQueues(boss, handlers)
  const free = Promise.withResolvers<void>()
  const worker = createWorker({
    db,
    boss,
    handlers: new Map(handlers.map((handler) => [handler.id, handler])),
    concurrency,
    flowOf: () => ({ requestId: undefined, span: undefined }),
    onFree: free.resolve,
    onRun: () => {},
    onError: (error) => assert.fail(String(error)),
  })
  return { worker, free: free.promise }
}

test('jobs of one kind leave half of the places to others', async () => {
  const release = Promise.withResolvers<void>()
  const rung = Promise.withResolvers<void>()
  const { worker } = await createWorkerFor(
    [handleJob(print, () => release.promise), handleJob(ring, async () => rung.resolve())],
    4,
  )
  await store(print.id, print.id, print.id, print.id, print.id, ring.id)
  await worker.fill()
  await rung.promise
  const running = (await countJobs(db)).filter(({ queue, state }) => queue === print.id && state === 'active')
  assert.deepEqual(
    running.map(({ count }) => count),
    [2],
  )
  release.resolve()
  await worker.stop(10_000)
})

test('whatever is thrown is stored as the reason, without what it says of people', async () => {
  const circular = new Error('a circle')
  circular.cause = circular
  const thrown = [
    new Error('a NUL \0 of ann@example.com'),
    new Error('half \ud83d'),
    circular,
    Object.create(null),
  ]
  const once = defineJob({ ...print, retry: { limit: 0 } })
  let next = 0
  const { worker } = await createWorkerFor([handleJob(once, () => Promise.reject(thrown[next++]))], 2)
  await store(...thrown.map(() => once.id))
  while (await worker.runNext());
  const dead = await listJobs(db, { state: 'dead', limit: 9 })
  assert.deepEqual(dead.map(({ failure }) => failure?.message).toSorted(), [
    'a NUL \ufffd of [redacted]',
    'a circle',
    'half \ufffd',
    'something that is not an Error was thrown',
  ])
})

test('jobs that may not run wait without holding a place or using up a try', async () => {
  let mayRun = false
  let runs = 0
  const count = async () => void runs++
  const printing = handleJob({ ...print, mayRun: () => mayRun }, count)
  const { worker } = await createWorkerFor([printing, handleJob(ring, count)], 1)
  await store('pages.print', 'bells.ring')
  assert.equal(await worker.runNext(), true)
  await worker.fill()
  assert.equal(await worker.runNext(), false)
  assert.equal(runs, 1)
  assert.deepEqual(
    (await countJobs(db)).find(({ queue }) => queue === 'pages.print'),
    { queue: 'pages.print', state: 'created', count: 1 },
  )
  mayRun = true
  assert.equal(await worker.runNext(), true)
  assert.equal(runs, 2)
})

test('a running job stays with its process while that beats, and is given away when it does not', async () => {
  const running = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const run = async () => {
    running.resolve()
    await release.promise
  }
  const { worker, free } = await createWorkerFor([handleJob(print, run)], 1)
  const states = async () => (await countJobs(db)).map(({ state }) => state)
  const pass = async (ms: number) => {
    clock.advance(ms)
    await turnDatabaseClock(db, clock)
  }
  await turnDatabaseClock(db, clock)
  await store(print.id)
  await worker.fill()
  await running.promise
  await pass(20_000)
  await worker.beat()
  await pass(20_000)
  await boss.supervise()
  assert.deepEqual(await states(), ['active'])
  await pass(20_000)
  await boss.supervise()
  assert.deepEqual(await states(), ['retry'])
  release.resolve()
  await free
  assert.deepEqual(await states(), ['retry'], 'the run that was given up does not settle the job')
  await worker.stop(0)
})
