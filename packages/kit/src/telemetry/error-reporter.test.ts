import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { createFakeClock } from '../testing/fake-clock.ts'
import { startHttpReceiver } from '../testing/http-receiver.ts'
import { createErrorReporter, type ReportOutcome } from './error-reporter.ts'
import { runInFlow } from './flow.ts'
import { parseDsn } from './sentry-dsn.ts'

const sentry = await startHttpReceiver()
after(() => sentry.close())
beforeEach(() => {
  sentry.received.length = 0
  sentry.answer = { status: 200 }
})

const clock = createFakeClock('2026-03-02T12:00:00Z')
const app = { name: 'test', version: '1.2.3', environment: 'staging' }

function reportTo(dsn: string) {
  const outcomes: ReportOutcome[] = []
  const reporter = createErrorReporter({
    target: parseDsn(dsn),
    app,
    clock,
    onOutcome: (outcome) => void outcomes.push(outcome),
  })
  return { reporter, outcomes }
}
const dsn = sentry.url.replace('http://', 'http://public-key@') + '/base/42'

interface Event {
  event_id: string
  timestamp: number
  tags: Record<string, unknown>
  contexts: { trace?: { trace_id: string } }
  exception: { values: { type: string; value: string; stacktrace: { frames: Record<string, unknown>[] } }[] }
  [field: string]: unknown
}

test('a report is an envelope of Sentry’s protocol: who, where, what, its cause first, and never whose', async () => {
  const { reporter, outcomes } = reportTo(dsn)
  const cause = new Error('mail to ann@example.com refused')
  const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true }
  runInFlow({ requestId: 'req-12345678', span }, () =>
    reporter.report(new TypeError('token=abc123secret is wrong', { cause }), {
      transaction: 'GET /poses/:id',
      tags: { attempt: 2 },
    }),
  )
  await reporter.flush()
  assert.deepEqual(outcomes, ['sent'])
  const [{ url, headers, body }] = sentry.received as [(typeof sentry.received)[0]]
  assert.equal(url, '/base/api/42/envelope/')
  assert.equal(headers['content-type'], 'application/x-sentry-envelope')
  assert.match(
    String(headers['x-sentry-auth']),
    /^Sentry sentry_version=7, sentry_client=\S+, sentry_key=public-key$/,
  )
  const [header, item, payload, end] = body.split('\n')
  const event = JSON.parse(payload!) as Event
  assert.deepEqual(JSON.parse(header!), { event_id: event.event_id, sent_at: '2026-03-02T12:00:00.000Z' })
  const length = Buffer.byteLength(payload!)
  assert.deepEqual(JSON.parse(item!), { type: 'event', content_type: 'application/json', length })
  assert.equal(end, '')
  assert.match(event.event_id, /^[0-9a-f]{32}$/)
  assert.equal(event.timestamp, clock.nowMs() / 1000)
  assert.deepEqual(
    [event['release'], event['environment'], event['transaction'], event['level']],
    ['test@1.2.3', 'staging', 'GET /poses/:id', 'error'],
  )
  assert.deepEqual(event.tags, { attempt: 2, request_id: 'req-12345678' })
  assert.equal(event.contexts.trace?.trace_id, span.traceId)
  assert.deepEqual(
    event.exception.values.map(({ type, value }) => [type, value]),
    [
      ['Error', 'mail to [redacted] refused'],
      ['TypeError', 'token=[redacted] is wrong'],
    ],
  )
  const own = event.exception.values[1]!.stacktrace.frames.at(-1)!
  assert.match(String(own['filename']), /error-reporter\.test\.ts$/)
  assert.ok(Number(own['lineno']) > 40)
  assert.equal(own['in_app'], true)
  assert.equal(event.exception.values[1]!.stacktrace.frames[0]!['in_app'], false)
})

test('a storm of errors sends five of a kind and thirty in all a minute', async () => {
  const { reporter, outcomes } = reportTo(dsn)
  const sent = () => outcomes.filter((outcome) => outcome === 'sent').length
  for (let i = 0; i < 1000; i++) reporter.report(new Error('same'), { transaction: 'GET /a' })
  await reporter.flush()
  assert.equal(sent(), 5)
  for (let i = 0; i < 100; i++) {
    reporter.report(new Error('other'), { transaction: `GET /${i}` })
    await reporter.flush()
  }
  assert.equal(sent(), 30)
  assert.equal(outcomes.length, 1100)
  clock.advance(60_000)
  reporter.report(new Error('same'), { transaction: 'GET /a' })
  await reporter.flush()
  assert.equal(sent(), 31)
})

test('a server that asks for silence gets it, for as long as it says', async () => {
  const { reporter, outcomes } = reportTo(dsn)
  const report = async (name: string) => {
    reporter.report(new Error('x'), { transaction: name })
    await reporter.flush()
  }
  sentry.answer = { status: 429, headers: { 'retry-after': '20' } }
  await report('a')
  sentry.answer = {
    status: 200,
    headers: { 'x-sentry-rate-limits': '5:transaction:key, 30:error;default:organization' },
  }
  await report('b')
  clock.advance(20_000)
  await report('c')
  clock.advance(29_000)
  await report('d')
  clock.advance(1_000)
  await report('e')
  assert.deepEqual(outcomes, ['failed', 'dropped', 'sent', 'dropped', 'sent'])
})

test('without the server a report is dropped and nothing is thrown', async () => {
  const { reporter, outcomes } = reportTo('http://key@127.0.0.1:9/1')
  const circle: { self?: unknown } = {}
  circle.self = circle
  for (const thrown of [new Error('x'), 'text', undefined, null, circle, Symbol('s')])
    reporter.report(thrown, { transaction: 'GET /x' })
  await reporter.flush()
  assert.deepEqual(new Set(outcomes), new Set(['failed']))
})

test('a DSN without a key or a project is refused, one with a slash at its end is not', () => {
  assert.throws(() => parseDsn('https://example.com/1'))
  assert.throws(() => parseDsn('https://key@example.com'))
  assert.throws(() => parseDsn('https://key@example.com/'))
  assert.deepEqual(parseDsn('https://key@o1.example.com/7/'), parseDsn('https://key@o1.example.com/7'))
  assert.deepEqual(parseDsn('https://key@o1.example.com/7'), {
    url: 'https://o1.example.com/api/7/envelope/',
    key: 'key',
  })
})
