import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { z } from 'zod'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { defineJob } from './define-job.ts'
import { enqueue } from './enqueue.ts'
import { eraseJobs } from './erase-jobs.ts'
import { GiveUp, handleJob } from './job-handler.ts'
import { createJobRunner } from './job-runner.ts'
import { listJobs } from './inspect-queries.ts'

const { db, drop } = await createTestDatabase()
const clock = createFakeClock('2030-03-01T12:00:00Z')
const log = { debug() {}, warn() {}, error() {} }
const remind = defineJob({ id: 'loans.remind', version: 1, payload: z.object({ reader: z.string() }) })
const count = defineJob({ id: 'loans.count', version: 1, payload: z.object({ readerId: z.int() }) })
let erasedWhileRunning = 0
const runner = createJobRunner({
  db,
  clock,
  log,
  jobs: [
    handleJob(remind, async () => {
      throw new GiveUp('no paper')
    }),
    handleJob(count, async ({ payload }) => {
      erasedWhileRunning += await eraseJobs(db, payload)
    }),
  ],
})
await runner.prepare()
after(async () => {
  await runner.stop()
  await drop()
})

const remindOf = (reader: string, startAfter?: Date) =>
  db.transaction((tx) => enqueue(tx, remind, { reader }, startAfter && { startAfter }))
const readers = async () => (await listJobs(db, { limit: 10 })).map(({ data }) => JSON.stringify(data))

test('jobs about somebody are deleted, waiting and dead, whatever the case of letters; those of others stay', async () => {
  const tomorrow = new Date('2030-03-02T12:00:00Z')
  await remindOf('Ada@example.com')
  await remindOf('bob@example.com')
  await runner.runPending()
  await remindOf('ada@EXAMPLE.com', tomorrow)
  await remindOf('ada@example.com.au', tomorrow)
  await eraseJobs(db, { reader: 'ada@example.com', readerId: 7 })
  const left = (await readers()).toSorted()
  assert.deepEqual(
    left.map((data) => /"reader": ?"([^"]+)"/.exec(data)?.[1]),
    ['ada@example.com.au', 'bob@example.com'],
  )
})

test('a job that erases does not erase itself', async () => {
  await db.transaction((tx) => enqueue(tx, count, { readerId: 7 }))
  const runs = await runner.runPending()
  assert.deepEqual([runs.map(({ outcome }) => outcome), erasedWhileRunning], [['completed'], 0])
})
