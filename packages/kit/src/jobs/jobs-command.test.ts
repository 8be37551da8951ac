import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { defineJob } from './define-job.ts'
import { enqueue } from './enqueue.ts'
import { GiveUp, handleJob } from './job-handler.ts'
import { createJobRunner, type JobRunner } from './job-runner.ts'
import { runJobsCommand } from './jobs-command.ts'

const payload = z.object({ reader: z.string() })
const remind = defineJob({ id: 'loans.remind', version: 1, payload })
const bill = defineJob({ id: 'loans.bill', version: 1, payload })
const clock = createFakeClock('2030-03-01T12:00:00Z')
const log = { debug() {}, warn() {}, error() {} }
const UNKNOWN = '00000000-0000-7000-8000-000000000000'

let database: TestDatabase
let runner: JobRunner
let printer = 'broken'
let deadId = ''
let beforeAnyApp: Awaited<ReturnType<typeof run>>

before(async () => {
  database = await createTestDatabase()
  beforeAnyApp = await run('list')
  const { db } = database
  const print = async () => {
    if (printer === 'broken') throw new GiveUp(`no paper\u001b[2J\n${UNKNOWN}  loans.bill  done`)
  }
  runner = createJobRunner({ db, clock, log, jobs: [handleJob(remind, print), handleJob(bill, print)] })
  await runner.prepare()
  await db.transaction((tx) => enqueue(tx, remind, { reader: 'Ada' }))
  const [dead] = await runner.runPending()
  deadId = dead!.jobId
  const startAfter = new Date('2030-03-02T08:00:00Z')
  await db.transaction((tx) => enqueue(tx, bill, { reader: 'Bob' }, { startAfter }))
})
after(async () => {
  await runner.stop()
  await database.drop()
})

async function run(...argv: string[]) {
  let output = ''
  const write = (text: string) => void (output += text)
  const code = await runJobsCommand(argv, { db: database.db, clock, write })
  return { code, output }
}

test('a database on which no app has run has no jobs', () => {
  assert.equal(beforeAnyApp.code, 1)
  assert.match(beforeAnyApp.output, /^No app has run on this database yet/)
})

test('the list shows each job once, the newest first, and can be narrowed', async () => {
  const { code, output } = await run('list')
  const lines = output.trimEnd().split('\n')
  assert.equal(code, 0)
  assert.equal(lines.length, 3)
  assert.ok(
    lines.some((line) =>
      /^[\w-]{36} {2}loans\.bill {4}waiting {2}0 {5}2030-03-02T08:00:00\.000Z$/.test(line),
    ),
    output,
  )
  assert.ok(
    lines.some(
      (line) =>
        line.startsWith(`${deadId}  loans.remind  dead     1 `) && line.endsWith('  no paper\\u001b[2J'),
    ),
    output,
  )
  assert.match((await run('list', '--state', 'waiting')).output, /^ID.*\n.*loans\.bill.*\n$/)
  assert.match((await run('list', '--job', 'loans.remind')).output, /^ID.*\n.*loans\.remind.*\n$/)
  assert.equal((await run('list', '--state', 'running')).output, 'No such jobs.\n')
})

test('programs read each job as one line of JSON', async () => {
  const { code, output } = await run('list', '--json')
  assert.equal(code, 0)
  const jobs = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  assert.deepEqual(jobs.map(({ job, state }) => [job, state]).toSorted(), [
    ['loans.bill', 'waiting'],
    ['loans.remind', 'dead'],
  ])
  assert.deepEqual(await run('list', '--json', '--state', 'running'), { code: 0, output: '' })
  const shown = JSON.parse((await run('show', deadId, '--json')).output) as Record<string, unknown>
  assert.deepEqual(
    shown,
    jobs.find(({ id }) => id === deadId),
  )
})

test('a job is shown with its payload and its failure', async () => {
  const { code, output } = await run('show', deadId)
  assert.equal(code, 0)
  assert.match(output, /state: dead\n/)
  assert.match(output, /"reader": "Ada"/)
  assert.match(output, /"message": "no paper\\u001b\[2J\\n/)
})

test('a dead job is retried once, and then is not dead any more', async () => {
  printer = 'mended'
  assert.deepEqual(await run('retry', deadId), { code: 0, output: '1 of 1 dead jobs will run again.\n' })
  const again = await run('retry', deadId)
  assert.deepEqual(again, { code: 1, output: `There is no such job: ${deadId}\n` })
  const runs = (await runner.runPending()).map(({ job, attempt, outcome }) => ({ job, attempt, outcome }))
  assert.deepEqual(runs, [{ job: 'loans.remind', attempt: 1, outcome: 'completed' }])
  assert.deepEqual(await run('retry', '--all'), { code: 0, output: '0 of 0 dead jobs will run again.\n' })
})

test('a job that is not dead is not retried, and the answer says what it is', async () => {
  const [line] = (await run('list', '--job', 'loans.bill', '--json')).output.split('\n')
  const { id } = JSON.parse(line!) as { id: string }
  assert.deepEqual(await run('retry', id), {
    code: 1,
    output: `Job ${id} is waiting: only dead ones are run again.\n`,
  })
})

test('a job that is not there and words that mean nothing are told apart by the exit code', async () => {
  assert.equal((await run('show', UNKNOWN)).code, 1)
  assert.equal((await run('retry', UNKNOWN)).code, 1)
  const misuses = [
    [],
    ['show'],
    ['show', 'Ada'],
    ['list', '--state', 'lost'],
    ['list', '--limit', '0'],
    ['list', '--colour'],
    ['retry'],
    ['retry', UNKNOWN, '--all'],
    ['retry', UNKNOWN, UNKNOWN],
    ['forget', UNKNOWN],
  ]
  for (const argv of misuses) {
    const { code, output } = await run(...argv)
    assert.equal(code, 2, argv.join(' '))
    assert.match(output, /^Usage:$/m)
  }
})
