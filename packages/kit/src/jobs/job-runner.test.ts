import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, beforeEach, describe, test } from 'node:test'
import { z } from 'zod'
import { systemClock } from '../clock/clock.ts'
import { createDb, recordStatements, type Db, type StatementRecord } from '../db/database.ts'
import { defineEvent } from '../events/define-event.ts'
import { emit } from '../events/emit.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createTestDatabase, engineOfTests, type TestDatabase } from '../testing/test-database.ts'
import { defineJob, type JobDefinition } from './define-job.ts'
import { callOff, enqueue } from './enqueue.ts'
import { GiveUp, handleJob, subscribe, unheard } from './job-handler.ts'
import { createJobRunner, type JobRunner, type JobRunnerOptions } from './job-runner.ts'
import { countJobs } from './queries.ts'
import { schedule } from './schedule.ts'

const log = { debug() {}, warn() {}, error() {} }

const bookReturned = defineEvent({
  id: 'book.returned',
  version: 1,
  payload: z.object({ title: z.string() }),
})
const bookLost = defineEvent({ id: 'book.lost', version: 1, payload: z.object({ title: z.string() }) })
const remind = defineJob({
  id: 'loans.remind',
  version: 1,
  payload: z.object({ reader: z.string() }),
  retry: { limit: 2, firstDelayMs: 10_000, maxDelayMs: 15_000 },
})
const done = async () => {}

const template = {
  key: 'jobs',
  prepare: async (db: Db) => {
    const runner = createJobRunner({ db, clock: systemClock, log })
    await runner.prepare()
    await runner.stop()
  },
}

describe(`jobs on ${engineOfTests()}`, () => {
  let database: TestDatabase
  let db: Db
  const clock = createFakeClock('2030-03-01T12:00:00Z')
  const runners: JobRunner[] = []

  const createRunner = (options: Partial<JobRunnerOptions>) => {
    const runner = createJobRunner({ db, clock, log, ...options })
    runners.push(runner)
    return runner
  }
  const outcomes = async (runner: JobRunner) =>
    (await runner.runPending()).map(({ job, attempt, outcome }) => `${job} ${attempt} ${outcome}`)
  /** Stores a job as an application would that knows this job only. */
  const store = async <P>(job: JobDefinition<P>, payload: P) => {
    await createRunner({ jobs: [handleJob(job, done)] }).prepare()
    await db.transaction((tx) => enqueue(tx, job, payload))
  }

  before(async () => {
    database = await createTestDatabase({ template })
    db = database.db
  })
  beforeEach(async () => {
    for (const runner of runners.splice(0)) await runner.stop()
    await db.driver.reserve((connection) => connection.script('delete from pgboss.job'))
  })
  after(async () => {
    for (const runner of runners) await runner.stop()
    await database.drop()
  })

  test('an event reaches every subscriber after its transaction has committed, in the order of the list', async () => {
    const heard: string[] = []
    const runner = createRunner({
      events: [bookReturned],
      subscribers: [
        subscribe(bookReturned, 'shelves.restock', async ({ payload }) =>
          heard.push(`restock ${payload.title}`),
        ),
        subscribe(bookReturned, 'loans.close', async ({ payload }) => heard.push(`close ${payload.title}`)),
      ],
    })
    await runner.prepare()
    await db.transaction((tx) => emit(tx, bookReturned, { title: 'Emma' }))
    assert.deepEqual(heard, [])
    assert.deepEqual(await outcomes(runner), ['shelves.restock 1 completed', 'loans.close 1 completed'])
    assert.deepEqual(heard, ['restock Emma', 'close Emma'])
    assert.deepEqual(await outcomes(runner), [])
  })

  test('an event is lost with the transaction that rolls back', async () => {
    const runner = createRunner({
      events: [bookReturned],
      subscribers: [subscribe(bookReturned, 'shelves.restock', done)],
    })
    await runner.prepare()
    const failing = db.transaction(async (tx) => {
      emit(tx, bookReturned, { title: 'Emma' })
      throw new Error('out of shelves')
    })
    await assert.rejects(failing, /out of shelves/)
    assert.deepEqual(await outcomes(runner), [])
  })

  test('the events of a transaction cost one statement however many subscribe, and none when nobody does', async () => {
    const runner = createRunner({
      events: [bookReturned, bookLost],
      subscribers: [
        ...['a', 'b', 'c', 'd'].map((name) => subscribe(bookReturned, `shelves.${name}`, done)),
        unheard(bookLost),
      ],
    })
    await runner.prepare()
    const statements: StatementRecord[] = []
    await recordStatements(statements, () =>
      db.transaction((tx) => {
        for (const title of ['Emma', 'Persuasion']) emit(tx, bookReturned, { title })
      }),
    )
    assert.deepEqual(
      statements.map(({ name }) => name),
      ['jobs.store'],
    )
    await recordStatements(statements, () => db.transaction((tx) => emit(tx, bookLost, { title: 'Emma' })))
    assert.equal(statements.length, 1)
    assert.equal((await runner.runPending()).length, 8)
  })

  test('a failing job is tried again after growing pauses, then goes to the dead letters', async () => {
    const runner = createRunner({
      jobs: [handleJob(remind, async () => Promise.reject(new Error('no paper')))],
    })
    await runner.prepare()
    await db.transaction((tx) => enqueue(tx, remind, { reader: 'Ada' }))
    assert.deepEqual(await outcomes(runner), ['loans.remind 1 retry'])
    clock.advance(9_999)
    assert.deepEqual(await outcomes(runner), [], 'the first pause is 10 s or longer')
    clock.advance(10_001)
    assert.deepEqual(await outcomes(runner), ['loans.remind 2 retry'])
    clock.advance(15_000)
    assert.deepEqual(await outcomes(runner), ['loans.remind 3 dead'])
    clock.advance(86_400_000)
    assert.deepEqual(await outcomes(runner), [])
    assert.deepEqual(await countJobs(db), [
      { queue: 'dead_letters', state: 'created', count: 1 },
      { queue: 'loans.remind', state: 'failed', count: 1 },
    ])
  })

  test('a handler that gives up sends its job to the dead letters at once', async () => {
    const runner = createRunner({
      jobs: [handleJob(remind, async () => Promise.reject(new GiveUp('no reader')))],
    })
    await runner.prepare()
    await db.transaction((tx) => enqueue(tx, remind, { reader: 'Ada' }))
    assert.deepEqual(await outcomes(runner), ['loans.remind 1 dead'])
  })

  test('a run that takes too long has failed, and its signal says so', async () => {
    const slow = defineJob({ ...remind, timeoutMs: 1 })
    const run = async ({ signal }: { signal: AbortSignal }) =>
      new Promise((resolve) => signal.addEventListener('abort', resolve))
    const runner = createRunner({ jobs: [handleJob(slow, run)] })
    await runner.prepare()
    await db.transaction((tx) => enqueue(tx, slow, { reader: 'Ada' }))
    const [ended] = await runner.runPending()
    assert.equal(ended?.outcome, 'retry')
    assert.match(String(ended.error), /took longer than 1 ms/)
  })

  test('a payload that no longer fits its job goes to the dead letters at once', async () => {
    await store({ ...remind, payload: z.object({ name: z.string() }) }, { name: 'Ada' })
    const runner = createRunner({ jobs: [handleJob(remind, done)] })
    assert.deepEqual(await outcomes(runner), ['loans.remind 1 dead'])
  })

  test('a job of an older version is brought up to date, or goes to the dead letters when nobody says how', async () => {
    const reminded: string[][] = []
    const remind2 = defineJob({
      ...remind,
      version: 2,
      payload: z.object({ readers: z.array(z.string()) }),
    })
    const upgrades = { 1: ({ reader }: { reader: string }) => ({ readers: [reader] }) }
    await store(remind, { reader: 'Ada' })
    const able = createRunner({
      jobs: [handleJob({ ...remind2, upgrades }, async ({ payload }) => reminded.push(payload.readers))],
    })
    assert.deepEqual(await outcomes(able), ['loans.remind 1 completed'])
    assert.deepEqual(reminded, [['Ada']])

    await store(remind, { reader: 'Ada' })
    const unable = createRunner({ jobs: [handleJob(remind2, done)] })
    assert.deepEqual(await outcomes(unable), ['loans.remind 1 dead'])
  })

  test('a job of a newer version waits, untried, for a process that knows it', async () => {
    const remind2 = defineJob({ ...remind, version: 2 })
    await store(remind2, { reader: 'Ada' })
    const old = createRunner({ jobs: [handleJob(remind, done)] })
    assert.deepEqual(await outcomes(old), ['loans.remind 1 handed_back'])
    assert.deepEqual(await outcomes(old), [])
    clock.advance(60_000)
    const current = createRunner({ jobs: [handleJob(remind2, done)] })
    assert.deepEqual(await outcomes(current), ['loans.remind 1 completed'])
  })

  test('a job that this process does not know stays for one that does', async () => {
    await store(remind, { reader: 'Ada' })
    assert.deepEqual(await outcomes(createRunner({})), [])
    const runner = createRunner({ jobs: [handleJob(remind, done)] })
    assert.deepEqual(await outcomes(runner), ['loans.remind 1 completed'])
  })

  test('a job with a key is stored once while it waits, and again after it ran', async () => {
    const runner = createRunner({ jobs: [handleJob(remind, done)] })
    await runner.prepare()
    const enqueueFor = (reader: string) =>
      db.transaction((tx) => enqueue(tx, remind, { reader }, { singletonKey: reader }))
    for (const reader of ['Ada', 'Ada', 'Bob', 'Ada']) await enqueueFor(reader)
    assert.equal((await runner.runPending()).length, 2)
    await enqueueFor('Ada')
    assert.equal((await runner.runPending()).length, 1)
  })

  test('due jobs run in the order in which they were stored, whatever place in the table each got', async () => {
    const order: string[] = []
    const note = handleJob(remind, async ({ payload }) => void order.push(payload.reader))
    const runner = createRunner({ jobs: [note] })
    await runner.prepare()
    const enqueueFor = (reader: string) => db.transaction((tx) => enqueue(tx, remind, { reader }))
    for (const reader of ['gone', 'Ada']) await enqueueFor(reader)
    await db.driver.reserve(async (connection) => {
      await connection.script(`delete from pgboss.job where data->'payload'->>'reader' = 'gone'`)
      await connection.script('vacuum pgboss.job_common')
    })
    for (const reader of ['Bob', 'Cy']) await enqueueFor(reader)
    await runner.runPending()
    assert.deepEqual(order, ['Ada', 'Bob', 'Cy'])
  })

  test('a job that starts later waits until then', async () => {
    const runner = createRunner({ jobs: [handleJob(remind, done)] })
    await runner.prepare()
    const startAfter = new Date(clock.nowMs() + 3_600_000)
    await db.transaction((tx) => enqueue(tx, remind, { reader: 'Ada' }, { startAfter }))
    clock.advance(3_599_999)
    assert.deepEqual(await outcomes(runner), [])
    clock.advance(1)
    assert.deepEqual(await outcomes(runner), ['loans.remind 1 completed'])
  })

  test('a job that waits can be called off, with the change that makes it needless', async () => {
    const runner = createRunner({ jobs: [handleJob(remind, done)] })
    await runner.prepare()
    const ids = ['Ada', 'Bob', 'Cy'].map(() => randomUUID())
    const later = { startAfter: new Date(clock.nowMs() + 1_000) }
    await db.transaction(async (tx) => {
      for (const id of ids) enqueue(tx, remind, { reader: id }, { id, ...later })
    })
    const failing = db.transaction(async (tx) => {
      await callOff(tx, remind, ids)
      throw new Error('the change came to nothing')
    })
    await assert.rejects(failing)
    await db.transaction((tx) => callOff(tx, remind, [ids[0]!, ids[2]!, randomUUID()]))
    clock.advance(1_000)
    assert.deepEqual(
      (await runner.runPending()).map(({ jobId }) => jobId),
      [ids[1]],
    )
    await db.transaction((tx) => callOff(tx, remind, ids))
    await db.transaction(async (tx) => {
      enqueue(tx, remind, { reader: 'Dan' }, { id: ids[0]! })
      await callOff(tx, remind, ids)
    })
    assert.deepEqual(await countJobs(db), [{ queue: 'loans.remind', state: 'completed', count: 1 }])
  })

  test('a schedule runs once at its time, however many runners there are', async () => {
    clock.set('2031-01-01T02:59:00Z')
    const options = {
      jobs: [handleJob(remind, done)],
      schedules: [schedule(remind, '0 3 * * *', { reader: 'everyone' })],
    }
    const one = createRunner(options)
    const two = createRunner({ ...options, db: createDb(db.driver) })
    assert.deepEqual([...(await outcomes(one)), ...(await outcomes(two))], [])
    clock.set('2031-01-01T03:00:00Z')
    const both = await Promise.all([outcomes(one), outcomes(two)])
    assert.deepEqual(both.flat(), ['loans.remind 1 completed'])
    clock.set('2031-01-01T03:30:00Z')
    assert.deepEqual([...(await outcomes(one)), ...(await outcomes(two))], [])
  })

  test('scheduled times at which no runner was there are made up for by one run', async () => {
    clock.set('2031-02-01T02:59:00Z')
    const options = {
      jobs: [handleJob(remind, done)],
      schedules: [schedule(remind, '0 3 * * *', { reader: 'everyone' })],
    }
    const former = createRunner(options)
    await former.prepare()
    clock.set('2031-02-01T03:00:00Z')
    assert.equal((await former.runPending()).length, 1)
    await former.stop()
    clock.set('2031-02-04T12:00:00Z')
    assert.equal((await createRunner(options).runPending()).length, 1)
    assert.equal((await createRunner(options).runPending()).length, 0)
  })

  test('a started runner runs a job as soon as its transaction has committed', async () => {
    const ran = Promise.withResolvers<string>()
    const runner = createRunner({
      jobs: [handleJob(remind, async ({ payload }) => ran.resolve(payload.reader))],
      pollIntervalMs: 3_600_000,
    })
    await runner.start()
    await db.transaction((tx) => enqueue(tx, remind, { reader: 'Ada' }))
    assert.equal(await ran.promise, 'Ada')
  })

  test('and one that is to wait a moment, when that is over', async () => {
    const ran = Promise.withResolvers<string>()
    const runner = createRunner({
      jobs: [handleJob(remind, async ({ payload }) => ran.resolve(payload.reader))],
      pollIntervalMs: 3_600_000,
    })
    await runner.start()
    const startAfter = new Date(clock.nowMs() + 20)
    await db.transaction((tx) => enqueue(tx, remind, { reader: 'Ada' }, { startAfter }))
    clock.advance(20)
    assert.equal(await ran.promise, 'Ada')
  })

  test('stopping waits for the running jobs', async () => {
    const running = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const run = async () => {
      running.resolve()
      await release.promise
    }
    const runner = createRunner({ jobs: [handleJob(remind, run)] })
    await runner.start()
    await db.transaction((tx) => enqueue(tx, remind, { reader: 'Ada' }))
    await running.promise
    const stopped = runner.stop()
    release.resolve()
    await stopped
    assert.deepEqual(await countJobs(db), [{ queue: 'loans.remind', state: 'completed', count: 1 }])
  })

  test('stopping hands back the jobs that do not end in time; they run again as if for the first time', async () => {
    const running = Promise.withResolvers<AbortSignal>()
    const run = async ({ signal }: { signal: AbortSignal }) => {
      running.resolve(signal)
      await new Promise(() => {})
    }
    const runner = createRunner({ jobs: [handleJob(remind, run)] })
    await runner.start()
    await db.transaction((tx) => enqueue(tx, remind, { reader: 'Ada' }))
    const signal = await running.promise
    await Promise.all([runner.stop({ graceMs: 0 }), runner.stop()])
    assert.equal(signal.aborted, true)
    const next = createRunner({ jobs: [handleJob(remind, done)] })
    assert.deepEqual(await outcomes(next), ['loans.remind 1 completed'])
  })

  test('a runner can be stopped before it starts, and does not start then', async () => {
    const runner = createRunner({ jobs: [handleJob(remind, done)] })
    await runner.stop()
    await assert.rejects(runner.start(), /has been stopped/)
  })

  test('while jobs cannot be read the runner waits, says so once, and goes on when they can', async () => {
    const script = (text: string) => db.driver.reserve((connection) => connection.script(text))
    const ran = Promise.withResolvers<void>()
    const errors: string[] = []
    const failing = Promise.withResolvers<void>()
    const noted = {
      ...log,
      error: (_: object, message: string) => (errors.push(message), failing.resolve()),
    }
    const runner = createRunner({
      jobs: [handleJob(remind, async () => ran.resolve())],
      pollIntervalMs: 1,
      log: noted,
    })
    await runner.prepare()
    await db.transaction((tx) => enqueue(tx, remind, { reader: 'Ada' }))
    await script('alter table pgboss.job rename to job_away')
    await runner.start()
    await failing.promise
    await script('alter table pgboss.job_away rename to job')
    await ran.promise
    await runner.stop()
    assert.deepEqual(errors, ['jobs wait: they cannot be read'])
  })
})
