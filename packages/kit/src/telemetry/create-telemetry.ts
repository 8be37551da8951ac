import type { Clock } from '../clock/clock.ts'
import type { ErrorReporter, ReportOutcome } from './error-reporter.ts'
import type { Flow } from './flow.ts'
import { createHttpMetrics, methodLabel } from './http-metrics.ts'
import { openLogLines, type LogLinesOptions } from './log-lines.ts'
import { createLogger, type Logger } from './logger.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createRequestLog, tenths, type LoggedRequest } from './request-log.ts'
import { registerRuntimeMetrics } from './runtime-metrics.ts'
import { recordStatement, startTraces } from './traces.ts'
import type { Tracer } from './tracer.ts'
import { createStatementMetrics, type StatementMetrics, type StatementSeen } from './statement-metrics.ts'
import type { AppName, TelemetryConfig } from './telemetry-config.ts'
import {
  createCacheMetrics,
  createDependencyMetrics,
  createJobMetrics,
  createLimitMetrics,
  registerPoolMetrics,
  registerQueueMetrics,
  type CacheMetrics,
  type ConnectionCounts,
  type DependencyMetrics,
  type RunSeen,
} from './work-metrics.ts'

/** A request that has ended. */
type RequestSeen = LoggedRequest & { route: string }

/** Everything a process tells of itself. The groups of hooks are handed to the capabilities that call them. */
export interface Telemetry {
  readonly log: Logger
  readonly metrics: Registry
  /** For `createServer`. */
  readonly server: {
    onRequestStart: () => void
    onRequest: (request: RequestSeen, flow: Flow) => void
    onFault: (error: unknown, request: { method: string; route: string }) => void
    /** Undefined when no traces are made. */
    tracer: Tracer | undefined
  }
  /** For `openDatabase`. */
  readonly database: { onStatement: (statement: StatementSeen) => void }
  /** For `createJobRunner`. */
  readonly jobs: {
    onRun: (run: RunSeen & { error?: unknown; jobId: string; attempt: number }) => void
    tracer: Tracer | undefined
  }
  /** For `createLimiter` and for counters that can fall back on this process. */
  readonly limits: { onDecision: (limit: string, admitted: boolean) => void; onLocal: () => void }
  /** For `createCache`. */
  readonly cache: { onEvent: CacheMetrics['seen'] }
  /** Hears which dependencies answer. */
  readonly onDependency: DependencyMetrics['turned']
  /** Shows the pool of a database and the jobs in it. */
  watchDatabase: (database: {
    connections: () => ConnectionCounts
    countJobs: () => Promise<readonly { queue: string; state: string; count: number }[]>
  }) => void
  /** The statements of the last 5 to 10 minutes: how many, and the share that was slow, 0 to 1. */
  recentStatements: StatementMetrics['recent']
  /** The process starts, and nobody waits for its statements until the function returned is called. */
  beginStart: StatementMetrics['beginStart']
  /** Writes down and reports an error that ends the process, and sends what has not been sent, for 3 s at most. Never rejects. */
  crashed: (error: unknown) => Promise<void>
  /** Sends what has been gathered, and waits for it. Never rejects. */
  flush: () => Promise<void>
  /** Sends what has not been sent, for 3 s at most, and ends the watching. Safe to call twice. */
  stop: () => Promise<void>
}

export interface TelemetryOptions {
  app: AppName
  config: TelemetryConfig
  clock: Clock
  log: LogLinesOptions
}

/** Counting the stored jobs reads them all, so that frequent scrapes share a count. */
const JOB_COUNT_REUSE_MS = 15_000

/** Starts the telemetry of a process. What sends to other servers is loaded only when they are configured. */
export async function createTelemetry({
  app,
  config,
  clock,
  log: { format, write },
}: TelemetryOptions): Promise<Telemetry> {
  const lines = openLogLines({ format, write })
  const log = createLogger({ level: config.log.level, lines })
  const logRequest = createRequestLog(log, lines)
  const metrics = createRegistry()
  const http = createHttpMetrics(metrics)
  const statements = createStatementMetrics(metrics, { clock, slowMs: config.slowStatementMs })
  const limits = createLimitMetrics(metrics)
  const jobs = createJobMetrics(metrics)
  const cache = createCacheMetrics(metrics)
  const spansLost = metrics.counter({
    name: 'telemetry_spans_lost_total',
    help: 'Spans that could not be sent to the collector.',
    labels: [],
  })
  const traces =
    config.traces && (await startTraces(config.traces, app, { log, onLost: (spans) => spansLost.add(spans) }))
  const tracer = traces?.tracer
  const reportsDone = metrics.counter({
    name: 'telemetry_error_reports_total',
    help: 'Reports of unexpected errors: sent, dropped (too many) or failed.',
    labels: ['outcome'],
  })
  const reports =
    config.reports &&
    (await startReports(config.reports, app, { clock, onOutcome: (outcome) => reportsDone.add(1, outcome) }))
  const endRuntime = registerRuntimeMetrics(metrics)
  const flush = async () => void (await Promise.all([traces?.flush(), reports?.flush()]))
  return {
    log,
    metrics,
    server: {
      onRequestStart: http.started,
      onRequest: (request, flow) => {
        http.ended(request)
        logRequest(request, flow)
      },
      onFault: (error, { method, route }) => {
        log.error({ err: error, method, route }, 'request failed')
        reports?.report(error, { transaction: `${methodLabel(method)} ${route}` })
      },
      tracer,
    },
    database: {
      onStatement: (statement) => {
        if (statements.seen(statement)) logSlow(log, statement)
        if (tracer) recordStatement(tracer, statement)
      },
    },
    jobs: {
      onRun: (run) => {
        jobs.ran(run)
        const { job, jobId, attempt, outcome, error } = run
        if (outcome === 'dead')
          reports?.report(error, { transaction: `job ${job}`, tags: { job_id: jobId, attempt } })
      },
      tracer,
    },
    limits: { onDecision: limits.decided, onLocal: limits.countedLocally },
    cache: { onEvent: cache.seen },
    onDependency: createDependencyMetrics(metrics).turned,
    watchDatabase: ({ connections, countJobs }) => {
      registerPoolMetrics(metrics, connections)
      registerQueueMetrics(metrics, countJobs, { clock, reuseMs: JOB_COUNT_REUSE_MS })
    },
    recentStatements: statements.recent,
    beginStart: statements.beginStart,
    crashed: async (error) => {
      log.fatal({ err: error }, 'ended by an error that nobody caught')
      reports?.report(error, { transaction: 'process', level: 'fatal' })
      await within(STOP_MS, flush())
    },
    flush,
    stop: async () => {
      endRuntime()
      await within(STOP_MS, Promise.all([traces?.stop(), reports?.flush()]))
    },
  }
}

function logSlow(log: Logger, { name, durationMs, rows, failed }: StatementSeen): void {
  log.warn({ statement: name, duration_ms: tenths(durationMs), rows, failed }, 'slow statement')
}

const STOP_MS = 3_000

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, ms)
  await Promise.race([work, late.promise])
  clearTimeout(timer)
}

async function startReports(
  { target, environment }: NonNullable<TelemetryConfig['reports']>,
  app: AppName,
  rest: { clock: Clock; onOutcome: (outcome: ReportOutcome) => void },
): Promise<ErrorReporter> {
  const { createErrorReporter } = await import('./error-reporter.ts')
  return createErrorReporter({
    target,
    app: { ...app, environment: environment ?? app.environment },
    ...rest,
  })
}
