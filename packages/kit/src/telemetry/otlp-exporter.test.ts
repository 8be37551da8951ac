import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startHttpReceiver, type HttpReceiver } from '../testing/http-receiver.ts'
import { createOtlpExporter, type OtlpOptions } from './otlp-exporter.ts'
import { newSpanId, newTraceId } from './trace-context.ts'
import { spanKinds, type FinishedSpan } from './tracer.ts'

let collector: HttpReceiver
before(async () => {
  collector = await startHttpReceiver()
})
after(() => collector.close())

function exportTo(endpoint: string, options: Partial<OtlpOptions> = {}) {
  const lost: number[] = []
  const failures: string[] = []
  const exporter = createOtlpExporter({
    endpoint,
    headers: { 'x-key': 'k1' },
    resource: { 'service.name': 'test' },
    onLost: (spans) => void lost.push(spans),
    onFailure: (error) => void failures.push(error.message),
    ...options,
  })
  return { exporter, failures, lostSpans: () => lost.reduce((sum, count) => sum + count, 0) }
}

const span = (name: string, facts: Partial<FinishedSpan> = {}): FinishedSpan => ({
  span: { traceId: newTraceId(), spanId: newSpanId(), sampled: true, parentSpanId: undefined },
  name,
  kind: spanKinds.server,
  startMs: 1_764_000_000_000.25,
  durationMs: 1.5,
  attributes: {},
  failed: false,
  ...facts,
})

interface Export {
  resourceSpans: { resource: object; scopeSpans: { spans: Record<string, unknown>[] }[] }[]
}
const spansOf = (body: string) => (JSON.parse(body) as Export).resourceSpans[0]!.scopeSpans[0]!.spans

test('spans arrive as OTLP in JSON, with times in nanoseconds and values by their types', async () => {
  const { exporter } = exportTo(`${collector.url}/`)
  const context = { traceId: newTraceId(), spanId: newSpanId(), sampled: true, parentSpanId: newSpanId() }
  const attributes = { text: 'say "hi"\n', whole: 200, part: 0.5, yes: true, none: undefined }
  exporter.add(span('GET /x', { span: context, attributes, failed: true }))
  await exporter.stop()
  const { url, method, headers, body } = collector.received.at(-1)!
  assert.deepEqual(
    [method, url, headers['content-type'], headers['x-key']],
    ['POST', '/v1/traces', 'application/json', 'k1'],
  )
  assert.deepEqual((JSON.parse(body) as Export).resourceSpans[0]!.resource, {
    attributes: [{ key: 'service.name', value: { stringValue: 'test' } }],
  })
  assert.deepEqual(spansOf(body), [
    {
      traceId: context.traceId,
      spanId: context.spanId,
      parentSpanId: context.parentSpanId,
      flags: 1,
      name: 'GET /x',
      kind: 2,
      startTimeUnixNano: '1764000000000250000',
      endTimeUnixNano: '1764000000001750000',
      attributes: [
        { key: 'text', value: { stringValue: 'say "hi"\n' } },
        { key: 'whole', value: { intValue: '200' } },
        { key: 'part', value: { doubleValue: 0.5 } },
        { key: 'yes', value: { boolValue: true } },
      ],
      status: { code: 2 },
    },
  ])
})

test('a full batch is sent at once, and what a busy collector refuses is sent again', async () => {
  const { exporter, failures, lostSpans } = exportTo(collector.url)
  const before = collector.received.length
  collector.answer = { status: 503 }
  for (let i = 0; i < 512; i++) exporter.add(span(`s${i}`))
  await collector.waitFor(before + 1)
  collector.answer = { status: 200 }
  await exporter.stop()
  const bodies = collector.received.slice(before).map(({ body }) => spansOf(body))
  assert.deepEqual(
    bodies.map(({ length }) => length),
    [512, 512],
  )
  assert.deepEqual(bodies[0], bodies[1])
  assert.deepEqual(failures, ['the collector answered 503'])
  assert.equal(lostSpans(), 0)
})

test('what a collector will never take is given up and counted', async () => {
  const { exporter, lostSpans } = exportTo(collector.url)
  collector.answer = { status: 400 }
  exporter.add(span('refused'))
  await exporter.stop()
  collector.answer = { status: 200 }
  assert.equal(lostSpans(), 1)
})

test('without a collector memory stays bounded, nothing is thrown, and the failure is told once', async () => {
  const { exporter, failures, lostSpans } = exportTo('http://127.0.0.1:9')
  for (let i = 0; i < 10_000; i++) exporter.add(span('lost'))
  await exporter.flush()
  await exporter.flush()
  assert.equal(failures.length, 1)
  assert.ok(lostSpans() >= 10_000 - 2048)
  await exporter.stop()
  assert.equal(lostSpans(), 10_000)
})
