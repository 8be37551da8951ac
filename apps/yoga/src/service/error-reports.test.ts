import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startHttpReceiver } from '@groundwork/kit/testing/http-receiver'
import { createTestApp } from '../testing/test-app.ts'

const sentry = await startHttpReceiver()
after(() => sentry.close())
const SENTRY_DSN = sentry.url.replace('http://', 'http://key@') + '/7'
const app = await createTestApp({ env: { SENTRY_DSN }, strict: false })

async function reports(): Promise<{ transaction: string; tags: Record<string, string> }[]> {
  await app.deps.telemetry.flush()
  return sentry.received.map(({ body }) => JSON.parse(body.split('\n')[2]!))
}

test('an error that nobody foresaw is reported, and the answer neither waits for it nor shows it', async () => {
  app.deps.health.report = () => Promise.reject(new Error('disk of ann@example.com is full'))
  const { status, text } = await app.send({ url: '/health', headers: { 'x-request-id': 'reported-1' } })
  assert.equal(status, 500)
  assert.doesNotMatch(text, /disk|ann/)
  const [report] = await reports()
  assert.equal(report?.transaction, 'GET /health')
  assert.equal(report?.tags['request_id'], 'reported-1')
  assert.ok(!sentry.received[0]!.body.includes('ann@example.com'))
})

test('what callers do wrong is not reported', async () => {
  const before = (await reports()).length
  await app.send({ url: '/api/v1/poses/none' })
  await app.send({ url: '/nowhere' })
  await app.send({ method: 'POST', url: '/api/v1/auth/login', body: { email: 'x' } })
  assert.equal((await reports()).length, before)
})

test('a job that goes to the dead letters is reported', async () => {
  const before = (await reports()).length
  const run = { job: 'mail.send', jobId: '0190b7d2', attempt: 6, durationMs: 5, error: new Error('refused') }
  const { onRun } = app.deps.telemetry.jobs
  onRun({ ...run, outcome: 'retry' })
  onRun({ ...run, outcome: 'dead' })
  const added = (await reports()).slice(before)
  assert.deepEqual(
    added.map(({ transaction, tags }) => [transaction, tags['job_id']]),
    [['job mail.send', '0190b7d2']],
  )
})
