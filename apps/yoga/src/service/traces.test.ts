import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startHttpReceiver } from '@groundwork/kit/testing/http-receiver'
import { createTestApp } from '../testing/test-app.ts'

const collector = await startHttpReceiver()
after(() => collector.close())
const app = await createTestApp({
  env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: 'yoga-test', LOG_LEVEL: 'debug' },
})

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  traceState?: string
  name: string
  kind: number
  status?: { code: number }
  attributes: { key: string; value: { stringValue?: string; intValue?: string } }[]
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const CALLER = '00f067aa0ba902b7'
const traceparent = `00-${TRACE}-${CALLER}-01`

/** Everything exported so far. */
async function exported(): Promise<Span[]> {
  await app.deps.telemetry.flush()
  return collector.received.flatMap(({ body }) => {
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
  })
}

const attributesOf = ({ attributes }: Span) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]))

test('a request continues the trace of its caller, and its statements are spans below it', async () => {
  const headers = { traceparent, tracestate: 'vendor=a1', 'x-request-id': 'traced-request' }
  await app.send({ url: '/api/v1/poses/1?secret=s3cr3t', headers })
  const spans = (await exported()).filter(({ traceId }) => traceId === TRACE)
  const server = spans.find(({ kind }) => kind === 2)!
  assert.equal(server.name, 'GET /api/v1/poses/:pose_id')
  assert.equal(server.parentSpanId, CALLER)
  assert.equal(server.status, undefined)
  assert.deepEqual(attributesOf(server), {
    'http.request.method': 'GET',
    'http.route': '/api/v1/poses/:pose_id',
    'http.response.status_code': 200,
    'url.path': '/api/v1/poses/1',
    'url.scheme': 'http',
    'network.protocol.version': '1.1',
    'app.request.id': 'traced-request',
  })
  const statements = spans.filter(({ kind }) => kind === 3)
  assert.ok(statements.length > 0)
  for (const statement of statements) {
    assert.equal(statement.parentSpanId, server.spanId)
    assert.equal(attributesOf(statement)['db.system.name'], 'postgresql')
    assert.equal(attributesOf(statement)['db.query.summary'], statement.name)
  }
  assert.ok(!JSON.stringify(collector.received).includes('s3cr3t'))
  for (const span of spans) assert.equal(span.traceState, 'vendor=a1')
  const line = app.logLines.find((one) => one.includes('traced-request') && one.includes('"request"'))
  assert.equal((JSON.parse(line!) as { trace_id: string }).trace_id, TRACE)
})

test('a job runs in the trace and with the request id of the request that stored it', async () => {
  const traceId = TRACE.replace('4', '5')
  const headers = {
    traceparent: `00-${traceId}-${CALLER}-01`,
    tracestate: 'vendor=b2',
    'x-request-id': 'storing-request',
  }
  const body = {
    name: 'Ann',
    email: 'ann@example.com',
    password: 'Correct-Horse-7',
    confirm_password: 'Correct-Horse-7',
  }
  const { status } = await app.send({ method: 'POST', url: '/api/v1/auth/register', body, headers })
  assert.equal(status, 201)
  await app.jobs.runPending()
  const spans = (await exported()).filter((span) => span.traceId === traceId)
  const server = spans.find(({ kind }) => kind === 2)!
  const run = spans.find(({ kind }) => kind === 5)!
  assert.match(run.name, /^process \S+$/)
  assert.equal(run.parentSpanId, server.spanId)
  assert.equal(run.traceState, 'vendor=b2')
  assert.equal(attributesOf(run)['job.outcome'], 'completed')
  const line = app.logLines.find((one) => one.includes('job done'))
  assert.equal((JSON.parse(line!) as { request_id: string }).request_id, 'storing-request')
})

test('a caller who does not record and a path that matches nothing', async () => {
  await app.send({ url: '/api/v1/poses/2', headers: { traceparent: traceparent.replace(/1$/, '0') } })
  await app.send({ url: '/reset-password/Zx81Kq99Lm', headers: { 'x-request-id': 'unmatched-1' } })
  const spans = await exported()
  assert.ok(!spans.some((span) => attributesOf(span)['url.path'] === '/api/v1/poses/2'))
  const unmatched = spans.find((span) => attributesOf(span)['app.request.id'] === 'unmatched-1')!
  assert.equal(unmatched.name, 'GET')
  assert.equal(unmatched.parentSpanId, undefined)
  assert.equal(attributesOf(unmatched)['url.path'], '/reset-password/[redacted]')
})
