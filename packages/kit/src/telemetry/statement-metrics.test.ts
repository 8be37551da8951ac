import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRegistry } from './registry.ts'
import { createStatementMetrics } from './statement-metrics.ts'

function watch() {
  let nowMs = 0
  const registry = createRegistry()
  const clock = { now: () => new Date(nowMs), nowMs: () => nowMs }
  const metrics = createStatementMetrics(registry, { clock, slowMs: 100 })
  const send = (name: string, durationMs: number, failed = false) =>
    metrics.seen({ name, durationMs, rows: 0, failed })
  return { registry, metrics, send, turn: (ms: number) => void (nowMs += ms) }
}

test('the share of slow statements is that of the last minutes, and old ones are forgotten', () => {
  const { metrics, send, turn } = watch()
  assert.equal(metrics.recent().slowShare, 0)
  for (let i = 0; i < 9; i++) send('poses.list', 5)
  send('poses.list', 101)
  assert.equal(metrics.recent().slowShare, 0.1)
  turn(299_000)
  send('poses.list', 100)
  turn(2_000)
  assert.equal(metrics.recent().slowShare, 1 / 11)
  turn(300_000)
  assert.equal(metrics.recent().slowShare, 0)
  assert.equal(metrics.recent().count, 0)
  send('poses.list', 500)
  assert.equal(metrics.recent().slowShare, 1)
  turn(10_000_000)
  assert.equal(metrics.recent().slowShare, 0)
})

test('a statement that is sent before the start is over is timed, and never slow', async () => {
  const { registry, metrics, send } = watch()
  const started = metrics.beginStart()
  assert.equal(send('content.insert_poses', 200), false)
  started()
  // What ends now was sent before.
  assert.equal(send('jobs.due', 60_000), false)
  assert.equal(metrics.recent().slowShare, 0)
  const text = await registry.text()
  assert.match(text, /^db_client_operation_duration_seconds_count\{db_query_summary="jobs\.due"\} 1$/m)
  assert.doesNotMatch(text, /^db_client_slow_operations_total\{/m)
})

test('statements are timed by their name, all combinations of arguments together, failures apart', async () => {
  const { registry, send } = watch()
  send('poses.list(search,level)', 2)
  send('poses.list(search)', 30)
  send('poses.list', 200, true)
  const text = await registry.text()
  assert.match(text, /^db_client_operation_duration_seconds_count\{db_query_summary="poses\.list"\} 3$/m)
  assert.match(
    text,
    /^db_client_operation_duration_seconds_bucket\{db_query_summary="poses\.list",le="0\.1"\} 2$/m,
  )
  assert.match(text, /^db_client_slow_operations_total\{db_query_summary="poses\.list"\} 1$/m)
  assert.match(text, /^db_client_operation_errors_total\{db_query_summary="poses\.list"\} 1$/m)
})
