import { randomUUID } from 'node:crypto'
import { systemClock } from '@groundwork/kit/clock/clock'
import { createTelemetry } from '@groundwork/kit/telemetry/create-telemetry'
import type { TelemetryConfig } from '@groundwork/kit/telemetry/telemetry-config'

/**
 * `node bench/compare/telemetry-hooks.ts > /dev/null`: what the line and the metrics of a request, and the metrics of a statement,
 * cost by themselves, in µs of processor time. Whole servers differ by more than that from process to process.
 */
const REQUESTS = 200_000
/** As many end in one turn of the event loop under load, and their lines are written together. */
const IN_ONE_TURN = 16
const ROUNDS = 7

const app = { name: 'bench', version: '1', environment: 'test' }
const config: TelemetryConfig = {
  log: { level: 'info' },
  metrics: undefined,
  slowStatementMs: 100,
  traces: undefined,
  reports: undefined,
}
const { server, database, stop } = await createTelemetry({
  app,
  config,
  clock: systemClock,
  log: { format: 'json' },
})
const ids = Array.from({ length: 1_000 }, () => randomUUID())

async function medianUs(hook: (n: number) => void): Promise<number> {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage()
    for (let n = 0; n < REQUESTS; n++) {
      hook(n)
      if (n % IN_ONE_TURN === 0) await new Promise(setImmediate)
    }
    const { user, system } = process.cpuUsage(before)
    rounds.push((user + system) / REQUESTS)
  }
  return rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
}

const nothing = await medianUs(() => {})
const request = await medianUs((n) => {
  server.onRequestStart()
  const ended = {
    method: 'GET',
    route: '/api/v1/poses/:id',
    path: `/api/v1/poses/${n % 80}`,
    status: 200,
    durationMs: (n % 100) / 10,
    address: '127.0.0.1',
    statements: 0,
    apiVersion: undefined,
    deprecated: undefined,
  }
  server.onRequest(ended, { requestId: ids[n % ids.length]!, span: undefined })
})
const statement = await medianUs((n) =>
  database.onStatement({ name: 'poses.find', durationMs: (n % 100) / 10, rows: 1, failed: false }),
)
const figure = (us: number) => (us - nothing).toFixed(2)
process.stderr.write(
  `the line and the metrics of a request: ${figure(request)} µs\n` +
    `the metrics of a statement: ${figure(statement)} µs\n`,
)
await stop()
