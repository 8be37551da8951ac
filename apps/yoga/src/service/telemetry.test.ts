import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { METHODS } from 'node:http'
import { test } from 'node:test'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp({ env: { LOG_LEVEL: 'info', SLOW_STATEMENT_MS: '1' } })

const metrics = async () => (await app.deps.telemetry.metrics.text()).split('\n')
const valueOf = async (series: string) =>
  Number(
    (await metrics())
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1),
  )
const lines = () => app.logLines.map((line) => JSON.parse(line) as Record<string, unknown>)

test('a request is counted and timed by its pattern, and logged with its id', async () => {
  const headers = { 'x-request-id': 'watched-request-1' }
  await app.send({ url: '/api/v1/poses/1', headers })
  const labels =
    'http_request_method="GET",http_route="/api/v1/poses/:pose_id",http_response_status_code="200"'
  assert.equal(await valueOf(`http_server_request_duration_seconds_count{${labels}}`), 1)
  assert.equal(await valueOf('http_server_active_requests'), 0)
  const line = lines().find(({ msg, request_id: id }) => msg === 'request' && id === 'watched-request-1')
  assert.equal(line?.['path'], '/api/v1/poses/1')
})

test('statements, the pool, limits and stored jobs are among the metrics', async () => {
  await app.send({ url: '/api/v1/poses' })
  await app.send({ url: '/api/v1/poses', as: 'user' })
  const text = (await metrics()).join('\n')
  assert.match(
    text,
    /^db_client_operation_duration_seconds_count\{db_query_summary="poses\.[a-z_]+"\} [1-9]/m,
  )
  assert.match(text, /^db_client_connection_count\{db_client_connection_state="idle"\} [0-9]/m)
  assert.match(text, /^db_client_connection_max [1-9]/m)
  assert.match(text, /^limit_decisions_total\{limit="public",outcome="admitted"\} [1-9]/m)
  assert.match(text, /^# TYPE jobs_stored gauge$/m)
  assert.match(text, /^process_cpu_seconds_total [0-9.]+$/m)
  assert.match(text, /^nodejs_eventloop_delay_seconds\{quantile="0\.99"\} [0-9.e-]+$/m)
  assert.match(text, /^v8js_memory_heap_used_bytes\{v8js_heap_space_name="old"\} [1-9]/m)
})

test('of a thousand different paths and methods, all but the first add no series', async () => {
  const { server } = app
  const send = async (i: number) => {
    const method = METHODS[i % METHODS.length]
    const url = i % 2 === 0 ? `/api/v1/poses/x${i}` : `/nowhere/${i}?q=${i}`
    await server.inject({ method: method as 'GET', url })
  }
  for (let i = 0; i < 200; i++) await send(i)
  const settled = (await metrics()).length
  for (let i = 200; i < 1_000; i++) await send(i)
  assert.equal((await metrics()).length, settled)
})

test('a slow statement is logged by name without its values, in its request, and counted in the health report', async () => {
  const { db } = app.deps
  const request = {
    shape: 'service.nap',
    text: 'select pg_sleep(0.005), $1::text',
    values: ['a private value'],
  }
  await db.execute(request)
  const line = lines().findLast(({ msg }) => msg === 'slow statement')
  assert.equal(line?.['statement'], 'service.nap')
  assert.equal(line?.['rows'], 1)
  assert.ok(Number(line?.['duration_ms']) >= 5)
  assert.ok(!app.logLines.join('').includes('a private value'))
  const health = async () => {
    app.clock.advance(1_001)
    return (await app.send({ url: '/health' })).json
  }
  const { statements: few } = (await health()).checks
  assert.equal(few.observed_unit, 'percent slow')
  assert.ok(few.observed_value > 0)
  assert.equal(few.status, 'pass')
  const { onStatement } = app.deps.telemetry.database
  for (let i = 0; i < 500; i++) onStatement({ name: 'service.nap', durationMs: 2, rows: 0, failed: false })
  const many = await health()
  assert.match(many.checks.statements.output, /^\d+(\.\d)? % of the statements of the last minutes were slow/)
  assert.equal(many.status, 'degraded')
})

test('nothing that a person sends to sign in is in the log [W11, W19]', async () => {
  const body = { email: 'ann.onym@example.com', password: 'Correct-Horse-7' }
  for (const url of ['/api/v1/auth/login', '/api/v1/auth/register', '/api/v1/auth/forgot-password'])
    await app.send({ method: 'POST', url, body: { ...body, name: 'Ann Onym' } })
  const log = app.logLines.join('')
  assert.ok(log.includes('/api/v1/auth/login'))
  for (const secret of ['ann.onym', 'Correct-Horse-7', 'Onym']) assert.ok(!log.includes(secret), secret)
})

test('the reference lists every metric that is shown', async () => {
  const page = await readFile(new URL('../../../../docs/reference/metrics.md', import.meta.url), 'utf8')
  const shown = (await metrics())
    .filter((line) => line.startsWith('# TYPE '))
    .map((line) => line.split(' ')[2])
  assert.ok(shown.length > 20)
  for (const name of shown) assert.ok(page.includes(`| \`${name}\` |`), String(name))
})
