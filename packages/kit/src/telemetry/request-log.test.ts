import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { test } from 'node:test'
import { runInFlow, type Flow } from './flow.ts'
import { openLogLines } from './log-lines.ts'
import { createLogger } from './logger.ts'
import { corpus } from './redaction-corpus.fixture.ts'
import { createRequestLog, type LoggedRequest } from './request-log.ts'

const request: LoggedRequest = {
  method: 'GET',
  path: '/api/v1/poses',
  status: 200,
  durationMs: 1.25,
  address: '127.0.0.1',
  statements: 2,
  apiVersion: undefined,
  deprecated: undefined,
}
const span = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', sampled: true }

function writeBothWays(differing: Partial<LoggedRequest>, flow: Flow) {
  const written: string[] = []
  const lines = openLogLines({ format: 'json', write: (line) => void written.push(line) })
  const log = createLogger({ level: 'info', lines })
  const { durationMs, address, method, path: asked, status, statements } = { ...request, ...differing }
  const fields = { method, path: asked, status, duration_ms: durationMs, client_ip: address, statements }
  createRequestLog(log, lines)({ ...request, ...differing }, flow)
  runInFlow(flow, () => log.info(fields, 'request'))
  return written.map((line) =>
    line.replace(/"time":"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/, '"time":"now"'),
  )
}

test('the line of a request is the one that the log would write, whatever is in it', () => {
  const texts = corpus.flatMap(({ message, hidden }) => [...(message ? [message] : []), ...hidden])
  const paths = [...texts, 'x\n{"level":50}', 'a\u202Eb', '\u009B31m', 'ö"\\', ''].map(
    (text) => `/api/${text}`,
  )
  for (const asked of [...paths, ...paths]) {
    const [own, general] = writeBothWays(
      { path: asked, durationMs: 2 },
      { requestId: 'req-1', span: undefined },
    )
    assert.equal(own, general)
  }
  for (const address of ['::ffff:10.0.0.1', 'an "address"\n', '']) {
    const [own, general] = writeBothWays({ address, durationMs: 0.5 }, { requestId: undefined, span })
    assert.equal(own, general)
  }
})

test('what is deprecated names its caller, and a log that wants less gets no line', () => {
  const written: string[] = []
  const lines = openLogLines({ format: 'json', write: (line) => void written.push(line) })
  const flow = { requestId: 'req-1', span: undefined }
  const deprecated = { use: 'operation', operation: 'poses.list', userAgent: 'Old/1.0' }
  createRequestLog(createLogger({ level: 'info', lines }), lines)({ ...request, deprecated }, flow)
  createRequestLog(createLogger({ level: 'warn', lines }), lines)(request, flow)
  assert.equal(written.length, 1)
  const { user_agent, operation, request_id } = JSON.parse(written[0]!) as Record<string, unknown>
  assert.deepEqual([user_agent, operation, request_id], ['Old/1.0', 'poses.list', 'req-1'])
})

test('a line that is printed later tells when its request ended', ({ mock }) => {
  mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 0, 1) })
  const held: (() => string)[] = []
  const lines = { write: () => {}, hold: (print: () => string) => void held.push(print) }
  createRequestLog(createLogger({ level: 'info', lines }), lines)(request, {
    requestId: undefined,
    span: undefined,
  })
  mock.timers.setTime(Date.UTC(2026, 0, 2))
  const { time } = JSON.parse(held[0]!()) as { time: string }
  assert.equal(time, '2026-01-01T00:00:00.000Z')
})

test('lines that are held keep their place, and are written by a process that ends', () => {
  const program = path.join(import.meta.dirname, 'ending-process.fixture.ts')
  const { stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { n: number }).n),
    [1, 2, 3, 4],
  )
})
