import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { createFakeClock } from '../testing/fake-clock.ts'
import { skipWithout } from '../testing/services.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { enqueue } from './enqueue.ts'
import { handleJob } from './job-handler.ts'
import { createJobRunner } from './job-runner.ts'
import { wait } from './killed-runner.fixture.ts'

const skip = skipWithout('postgres')

test('the job of a process that was killed runs again in another one', { skip }, async () => {
  const database = await createTestDatabase({ engine: 'postgres' })
  after(() => database.drop())
  const clock = createFakeClock('2030-03-01T12:00:00Z')
  const log = { debug() {}, warn() {}, error() {} }
  const ran: string[] = []
  const jobs = [handleJob(wait, async ({ payload, jobId }) => ran.push(`${payload.name} ${jobId}`))]
  const runner = createJobRunner({ db: database.db, clock, log, jobs })
  after(() => runner.stop())
  await runner.prepare()
  await database.db.transaction((tx) => enqueue(tx, wait, { name: 'long walk' }))

  const fixture = `${import.meta.dirname}/killed-runner.fixture.ts`
  const child = spawn(process.execPath, [fixture, database.url!], { stdio: ['pipe', 'pipe', 'inherit'] })
  const printed = await child.stdout[Symbol.asyncIterator]().next()
  child.kill('SIGKILL')
  await once(child, 'exit')

  const jobId = String(printed.value).trim()
  await runner.recover()
  assert.deepEqual(await runner.runPending(), [], 'while the process may be alive the job is its own')
  clock.advance(31_000)
  await runner.recover()
  clock.advance(10_000)
  const runs = await runner.runPending()
  assert.deepEqual(
    runs.map(({ attempt, outcome }) => ({ attempt, outcome })),
    [{ attempt: 2, outcome: 'completed' }],
  )
  assert.deepEqual(ran, [`long walk ${jobId}`])
})
