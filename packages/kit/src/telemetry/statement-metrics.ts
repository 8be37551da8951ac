import type { Clock } from '../clock/clock.ts'
import type { Registry } from './registry.ts'

/** A statement that was sent; `name` is its shape and never holds values. */
export interface StatementSeen {
  name: string
  /** From asking to the answer, with the waiting for a connection. */
  durationMs: number
  rows: number
  failed: boolean
}

export interface StatementMetrics {
  /** Counts a statement; answers whether it was slow. */
  seen: (statement: StatementSeen) => boolean
  /**
   * A start keeps no caller waiting, and the first one writes the whole content: statements that are sent before the function
   * returned is called are timed, but never slow.
   */
  beginStart: () => () => void
  /** The statements of the last 5 to 10 minutes: how many, and the share that was slow, 0 to 1. */
  recent: () => { count: number; slowShare: number }
}

const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10]
const WINDOW_MS = 300_000

/** Counts and times statements; those above `slowMs` are slow. */
export function createStatementMetrics(
  registry: Registry,
  { clock, slowMs }: { clock: Clock; slowMs: number },
): StatementMetrics {
  let judgedFromMs = 0
  const duration = registry.histogram({
    name: 'db_client_operation_duration_seconds',
    help: 'Time from sending a statement to its answer, with the waiting for a connection, by the name of the statement.',
    labels: ['db_query_summary'],
    buckets: DURATION_BUCKETS,
  })
  const errors = registry.counter({
    name: 'db_client_operation_errors_total',
    help: 'Statements that failed, expected ones such as a duplicate included.',
    labels: ['db_query_summary'],
  })
  const slow = registry.counter({
    name: 'db_client_slow_operations_total',
    help: 'Statements that took longer than SLOW_STATEMENT_MS, without those of the start.',
    labels: ['db_query_summary'],
  })
  let current = { startMs: clock.nowMs(), total: 0, slow: 0 }
  let previous = { total: 0, slow: 0 }
  const turn = () => {
    const age = clock.nowMs() - current.startMs
    if (age < WINDOW_MS) return
    previous = age < 2 * WINDOW_MS ? current : { total: 0, slow: 0 }
    current = { startMs: clock.nowMs(), total: 0, slow: 0 }
  }
  const recent = () => {
    turn()
    const count = current.total + previous.total
    return { count, slowShare: count === 0 ? 0 : (current.slow + previous.slow) / count }
  }
  registry.gauge(
    {
      name: 'db_client_slow_operations_ratio',
      help: 'Share of the statements of the last 5 to 10 minutes that took longer than SLOW_STATEMENT_MS; goal under 0.05.',
      labels: [],
    },
    () => recent().slowShare,
  )
  return {
    recent,
    seen: ({ name, durationMs, failed }) => {
      const summary = summaryOf(name)
      duration.observe(durationMs / 1000, summary)
      turn()
      current.total++
      if (failed) errors.add(1, summary)
      const isSlow = durationMs > slowMs && performance.now() - durationMs >= judgedFromMs
      if (!isSlow) return false
      current.slow++
      slow.add(1, summary)
      return true
    },
    beginStart: () => {
      judgedFromMs = Infinity
      return () => void (judgedFromMs = performance.now())
    },
  }
}

/** The name of a statement for all combinations of its optional arguments, each of which is compiled on its own. */
export function summaryOf(name: string): string {
  const end = name.indexOf('(')
  return end === -1 ? name : name.slice(0, end)
}
