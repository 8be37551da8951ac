import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import { tenths } from '../telemetry/request-log.ts'
import type { Tracer } from '../telemetry/tracer.ts'
import { createBoss, HEARTBEAT_SECONDS } from './boss.ts'
import { turnDatabaseClock } from './database-clock.ts'
import { endRunSpan, openFlow } from './job-flow.ts'
import type { JobHandler, Subscriber } from './job-handler.ts'
import { createOutbox } from './outbox.ts'
import { listLastOccurrences, storeJobs } from './queries.ts'
import { createQueues } from './queues.ts'
import type { JobRun } from './run-job.ts'
import { createTimetable, type Schedule, type Timetable } from './schedule.ts'
import { createWakeLoop } from './wake-loop.ts'
import { createWorker } from './worker.ts'

/** What the runner writes: a logger of the shape of pino's. */
export interface JobLog {
  debug(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface JobRunnerOptions {
  db: Db
  /** Every event the application emits. */
  events?: readonly { readonly id: string }[]
  subscribers?: readonly Subscriber[]
  jobs?: readonly JobHandler[]
  schedules?: readonly Schedule[]
  clock: Clock
  log: JobLog
  /** Jobs that run at the same time, 10 by default; those of one kind take at most half of the places. */
  concurrency?: number
  /** How often it looks for jobs stored by other processes; those of this process wake it. 2 s by default. */
  pollIntervalMs?: number
  /** Hears of every run, in its flow: for metrics. */
  onRun?: (run: JobRun) => void
  /** Makes a span of every run, in the trace that stored the job. */
  tracer?: Tracer
}

/** Runs the jobs and events of an application. Several runners, in several processes, share the work. */
export interface JobRunner {
  /** Makes the tables and queues, so that jobs can be stored. Enough for a process that runs none. */
  prepare(): Promise<void>
  /** Prepares, and begins to run jobs as they fall due. */
  start(): Promise<void>
  /**
   * Claims no more jobs, gives those that run `graceMs` (10 s by default) to end, and hands back the others, which
   * then run elsewhere at once. Complete when it returns; safe twice and before the start.
   */
  stop(options?: { graceMs?: number }): Promise<void>
  /**
   * For tests: runs what is due by the clock, one job after the other in the order in which they were stored, and what those
   * jobs cause, until nothing is due.
   */
  runPending(): Promise<JobRun[]>
  /** Makes the jobs of processes that died fall due again, and deletes what is kept long enough. */
  recover(): Promise<void>
}

const MOST_PENDING_RUNS = 10_000
/** Timers and two clocks do not agree to the millisecond. */
const WAKE_SLACK_MS = 10

/**
 * The runner of an application's jobs. Attaches the outbox to `db`: from now on its transactions can `emit` and `enqueue`.
 * @throws Error when the lists contradict one another: see `createOutbox`.
 */
export function createJobRunner(options: JobRunnerOptions): JobRunner {
  const { db, clock, log, schedules = [], subscribers = [], events = [], pollIntervalMs = 2_000 } = options
  const handlers = [...(options.jobs ?? []), ...subscribers.flatMap(({ handler }) => handler ?? [])]
  for (const { key, job } of schedules) {
    if (!handlers.some(({ id }) => id === job.id))
      throw new Error(`schedule "${key}" has no handler for its job`)
  }

  let ready = false
  let started = false
  let prepared: Promise<void> | undefined
  let stopped: Promise<void> | undefined
  let timetable: Timetable | undefined
  const timers: NodeJS.Timeout[] = []
  const pendingRuns: JobRun[] = []

  const boss = createBoss(db, clock, (error) => log.error({ err: error }, 'job storage'))
  const worker = createWorker({
    db,
    boss,
    handlers: new Map(handlers.map((handler) => [handler.id, handler])),
    concurrency: options.concurrency ?? 10,
    flowOf: (stored) => openFlow(stored, options.tracer),
    onFree: () => loop.wake(),
    onRun: (run) => {
      if (options.tracer) endRunSpan(options.tracer, run)
      logRun(log, run)
      options.onRun?.(run)
      if (!started) pendingRuns.push(run)
    },
    onError: (error) =>
      log.error({ err: error }, 'the outcome of a job could not be stored; it will run again'),
  })
  const catchUp = async () => {
    await turnDatabaseClock(db, clock)
    await timetable!.storeDue(clock.now(), (jobs) => storeJobs(db, jobs))
  }
  const loop = createWakeLoop({
    pass: async () => {
      await catchUp()
      await worker.fill()
    },
    intervalMs: pollIntervalMs,
    onFailure: (error) => log.error({ err: error }, 'jobs wait: they cannot be read'),
  })
  const onStored = (dueAt: Date | undefined) => {
    const inMs = dueAt === undefined ? 0 : dueAt.getTime() - clock.nowMs()
    if (inMs <= 0) loop.wake()
    // What is later is found by looking; a database whose clock is behind finds it so, too.
    else if (started && inMs < pollIntervalMs) loop.wakeIn(inMs + WAKE_SLACK_MS)
  }
  const every = (ms: number, work: () => Promise<void>) => {
    timers.push(
      setInterval(() => void work().catch((error: unknown) => log.error({ err: error }, 'job upkeep')), ms),
    )
  }

  const prepare = async () => {
    await boss.start()
    await turnDatabaseClock(db, clock)
    await createQueues(boss, handlers)
    const known =
      schedules.length === 0
        ? new Map()
        : await listLastOccurrences(
            db,
            schedules.map(({ job }) => job.id),
          )
    timetable = createTimetable(boss, schedules, known, clock.now())
    ready = true
  }
  const prepareOnce = () =>
    (prepared ??= prepare().catch((error: unknown) => {
      prepared = undefined
      throw error
    }))

  const stop = async (graceMs: number) => {
    await prepared?.catch(() => {})
    await loop.stop()
    await worker.stop(graceMs)
    for (const timer of timers) clearInterval(timer)
    await boss.stop({ graceful: false, close: false })
  }

  db.attachOutbox(createOutbox({ events, subscribers, handlers, isReady: () => ready, onStored }))

  return {
    prepare: prepareOnce,
    async start() {
      if (stopped) throw new Error('this job runner has been stopped; create another one')
      await prepareOnce()
      if (stopped || started) return
      started = true
      every((HEARTBEAT_SECONDS * 1000) / 3, worker.beat)
      every(HEARTBEAT_SECONDS * 1000, () => boss.supervise())
      loop.start()
    },
    stop: ({ graceMs = 10_000 } = {}) => (stopped ??= stop(graceMs)),
    async runPending() {
      await prepareOnce()
      await catchUp()
      for (let count = 0; await worker.runNext(); count++) {
        if (count === MOST_PENDING_RUNS)
          throw new Error(`${count} jobs have run and more are due: does a job enqueue itself?`)
      }
      return pendingRuns.splice(0)
    },
    async recover() {
      await prepareOnce()
      await turnDatabaseClock(db, clock)
      await boss.supervise()
    },
  }
}

function logRun(log: JobLog, { job, jobId, attempt, outcome, durationMs, error }: JobRun): void {
  const run = { job, job_id: jobId, attempt, outcome, duration_ms: tenths(durationMs) }
  if (outcome === 'completed') log.debug(run, 'job done')
  else if (outcome === 'handed_back') log.warn(run, 'job handed back')
  else if (outcome === 'retry') log.warn({ ...run, err: error }, 'job failed and will be tried again')
  else log.error({ ...run, err: error }, 'job failed for good')
}
