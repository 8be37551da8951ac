import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { test } from 'node:test'
import { runJobsCommand } from '@groundwork/kit/jobs/jobs-command'
import { startMailServer } from '@groundwork/kit/testing/mail-server'
import { createTestApp } from '../testing/test-app.ts'

const HOUR_MS = 3_600_000
const MOST_RUNS = 20

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** YogaFlow whose mail server is at this port, and somebody who registers there. */
async function registering(port: number) {
  const env = { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(port), SMTP_TLS: 'none' }
  const app = await createTestApp({ env })
  const account = { name: 'Ann', email: 'ann@example.com', password: 'Correct-Horse-7' }
  const body = { ...account, confirm_password: account.password }
  const { status } = await app.send({ method: 'POST', url: '/api/v1/auth/register', body })
  assert.equal(status, 201, 'nobody waits for mail')
  return app
}

/** Runs what is due and gives the last run of a mail. */
async function runMail({ jobs }: Awaited<ReturnType<typeof registering>>) {
  return (await jobs.runPending()).findLast(({ job }) => job === 'mail.send')!
}

test('a mail server that refuses for a while gets the mail later, once', async () => {
  let isRefusing = true
  const server = await startMailServer({
    onMailFrom: (_address, _session, done) =>
      isRefusing ? done(Object.assign(new Error('try again later'), { responseCode: 451 })) : done(),
  })
  const app = await registering(server.port)
  assert.equal((await runMail(app)).outcome, 'retry')
  isRefusing = false
  app.clock.advance(HOUR_MS)
  assert.equal((await runMail(app)).outcome, 'completed')
  assert.deepEqual(
    server.received.map(({ to }) => to),
    [['ann@example.com']],
  )
})

test('without a mail server mail is tried for hours, shown as dead, and sent when an operator says so', async () => {
  const port = await freePort()
  const app = await registering(port)
  const health = await app.deps.health.report(10_000)
  assert.deepEqual([health.status, health.checks['mail']?.status], ['warn', 'fail'])
  assert.equal(await app.deps.health.readiness(), 'pass')
  let dead = await runMail(app)
  for (let tried = 1; dead.outcome === 'retry' && tried < MOST_RUNS; tried++) {
    app.clock.advance(2 * HOUR_MS)
    dead = await runMail(app)
  }
  assert.equal(dead.outcome, 'dead')
  let printed = ''
  const write = (text: string) => void (printed += text)
  const context = { db: app.deps.db, clock: app.clock, write }
  assert.equal(await runJobsCommand(['list', '--state', 'dead'], context), 0)
  assert.ok(printed.includes(dead.jobId))
  const server = await startMailServer({}, port)
  assert.equal(await runJobsCommand(['retry', dead.jobId], context), 0)
  assert.equal((await runMail(app)).outcome, 'completed')
  assert.equal(server.received.length, 1)
})
