import type { PgBoss } from 'pg-boss'
import type { Db } from '../db/database.ts'
import { runInFlow, type Flow } from '../telemetry/flow.ts'
import type { JobHandler } from './job-handler.ts'
import { handBack, listDueQueues, type Envelope } from './queries.ts'
import { ProcessStopping, runJob, type Claim, type JobRun } from './run-job.ts'

export interface WorkerOptions {
  db: Db
  boss: PgBoss
  handlers: ReadonlyMap<string, JobHandler>
  /** Jobs that run at the same time; those of one queue take at most half of the places. */
  concurrency: number
  /** The flow a job runs in. */
  flowOf: (stored: Envelope) => Flow
  /** Called when a place becomes free. */
  onFree: () => void
  onRun: (run: JobRun) => void
  /** A run whose outcome the database did not take. */
  onError: (error: unknown) => void
}

/** Claims due jobs and runs them. */
export interface Worker {
  /** Claims due jobs until all places are taken or none is due, and leaves them running. */
  fill(): Promise<void>
  /** Claims the job that is due for longest and runs it to its end. False when none is due. */
  runNext(): Promise<boolean>
  /** Tells the database that the running jobs are alive. */
  beat(): Promise<void>
  /** Claims no more, waits for the running jobs, and hands back those that still run after `graceMs`. */
  stop(graceMs: number): Promise<void>
}

interface Running {
  claim: Claim
  abort: AbortController
  ended: Promise<void>
}

export function createWorker({
  db,
  boss,
  handlers,
  concurrency,
  flowOf,
  onFree,
  onRun,
  onError,
}: WorkerOptions): Worker {
  const running = new Map<string, Running>()
  const placesOfQueue = Math.max(1, Math.ceil(concurrency / 2))
  let stopping = false

  const openQueues = () =>
    [...handlers.values()].filter(({ options }) => options.mayRun?.() ?? true).map(({ id }) => id)

  const freePlaces = (queue: string) => {
    const taken = [...running.values()].filter(({ claim }) => claim.name === queue).length
    return Math.min(concurrency - running.size, placesOfQueue - taken)
  }

  const launch = (claim: Claim): Promise<void> => {
    const abort = new AbortController()
    const run = () =>
      runJob({ db, boss, abort }, handlers.get(claim.name)!, claim)
        .then(onRun, onError)
        .finally(() => {
          running.delete(claim.id)
          onFree()
        })
    const ended = runInFlow(flowOf(claim.data), run)
    running.set(claim.id, { claim, abort, ended })
    return ended
  }

  const claimFrom = async (queue: string, batchSize: number): Promise<Claim[]> => {
    const claims: Claim[] = await boss.fetch<Envelope>(queue, { batchSize, includeMetadata: true })
    if (!stopping) return claims
    for (const claim of claims) await handBack(db, queue, claim.id, claim.retryCount + 1, 0)
    return []
  }

  return {
    async fill() {
      for (let claimed = 1; claimed > 0;) {
        claimed = 0
        const open = openQueues().filter((queue) => freePlaces(queue) > 0)
        if (stopping || open.length === 0) return
        for (const queue of await listDueQueues(db, open)) {
          const places = freePlaces(queue)
          if (stopping || places <= 0) continue
          const claims = await claimFrom(queue, places)
          for (const claim of claims) void launch(claim)
          claimed += claims.length
        }
      }
    },
    async runNext() {
      for (const queue of await listDueQueues(db, openQueues())) {
        const [claim] = await claimFrom(queue, 1)
        if (!claim) continue
        await launch(claim)
        return true
      }
      return false
    },
    async beat() {
      const claims = Map.groupBy(
        [...running.values()].map(({ claim }) => claim),
        ({ name }) => name,
      )
      for (const [queue, ofQueue] of claims) await boss.touch(queue, ofQueue)
    },
    async stop(graceMs) {
      stopping = true
      const ended = Promise.all([...running.values()].map((run) => run.ended))
      const grace = Promise.withResolvers<void>()
      const timer = setTimeout(grace.resolve, graceMs)
      await Promise.race([ended, grace.promise])
      clearTimeout(timer)
      for (const { abort } of running.values()) abort.abort(new ProcessStopping('the process is stopping'))
      await ended
    },
  }
}
