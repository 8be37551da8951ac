import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { systemClock } from '../clock/clock.ts'
import type { Db, Tx } from '../db/database.ts'
import { defineEvent } from '../events/define-event.ts'
import { emit } from '../events/emit.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { defineJob } from './define-job.ts'
import { enqueue } from './enqueue.ts'
import { handleJob, subscribe, unheard } from './job-handler.ts'
import { createJobRunner, type JobRunnerOptions } from './job-runner.ts'
import { schedule } from './schedule.ts'

const log = { debug() {}, warn() {}, error() {} }
const done = async () => {}
const bookReturned = defineEvent({
  id: 'book.returned',
  version: 1,
  payload: z.object({ title: z.string() }),
})
const remind = defineJob({ id: 'loans.remind', version: 1, payload: z.object({ reader: z.string() }) })

let database: TestDatabase
let db: Db
const createRunner = (options: Partial<JobRunnerOptions>) =>
  createJobRunner({ db, clock: systemClock, log, ...options })

before(async () => {
  database = await createTestDatabase()
  db = database.db
})
after(() => database.drop())

test('a database without a job runner refuses events and jobs', async () => {
  const emitting = db.transaction((tx) => emit(tx, bookReturned, { title: 'Emma' }))
  await assert.rejects(emitting, /create the job runner of this database first/)
})

test('an event without a subscriber stops the start, unless that is stated', () => {
  assert.throws(() => createRunner({ events: [bookReturned] }), /"book\.returned" has no subscriber/)
  createRunner({ events: [bookReturned], subscribers: [unheard(bookReturned)] })
})

test('a subscriber of an event that is not listed stops the start', () => {
  const subscribers = [subscribe(bookReturned, 'shelves.restock', done)]
  assert.throws(() => createRunner({ subscribers }), /"book\.returned" .* is not among the events/)
})

test('two handlers with one id stop the start', () => {
  const subscribers = [subscribe(bookReturned, 'loans.remind', done)]
  const jobs = [handleJob(remind, done)]
  assert.throws(
    () => createRunner({ events: [bookReturned], subscribers, jobs }),
    /two handlers .* "loans\.remind"/,
  )
})

test('a schedule whose job has no handler stops the start', () => {
  const schedules = [schedule(remind, '0 3 * * *', { reader: 'everyone' })]
  assert.throws(() => createRunner({ schedules }), /no handler for its job/)
})

test('events and jobs that the application does not list, or whose payload does not fit, undo their transaction', async () => {
  const runner = createRunner({
    events: [bookReturned],
    subscribers: [unheard(bookReturned)],
    jobs: [handleJob(remind, done)],
  })
  after(() => runner.stop())
  const bookLost = { ...bookReturned, id: 'book.lost' }
  const unlisted = { ...remind, id: 'loans.forget' }
  const undone = (expected: RegExp, work: (tx: Tx) => void) => assert.rejects(db.transaction(work), expected)

  await undone(/prepare or start the job runner first/, (tx) => enqueue(tx, remind, { reader: 'Ada' }))
  await runner.prepare()
  await undone(/"book\.lost" is not among the events/, (tx) => emit(tx, bookLost, { title: 'Emma' }))
  await undone(/expected string/, (tx) => emit(tx, bookReturned, { title: 3 } as never))
  await undone(/"loans\.forget" is not among the jobs/, (tx) => enqueue(tx, unlisted, { reader: 'Ada' }))
  await undone(/expected string/, (tx) => enqueue(tx, remind, { reader: 3 } as never))
})

test('ids and versions that do not read as they should are refused', () => {
  assert.throws(() => defineJob({ ...remind, id: 'remind' }), /feature\.verb/)
  assert.throws(() => defineJob({ ...remind, version: 0 }), /version from 1 up/)
  assert.throws(() => defineEvent({ ...bookReturned, id: 'Book returned' }), /noun\.past_tense/)
  assert.throws(() => defineEvent({ ...bookReturned, version: 1.5 }), /version from 1 up/)
})
