import type { JobWithMetadata, PgBoss } from 'pg-boss'
import type { Db } from '../db/database.ts'
import { describeError } from '../telemetry/describe-error.ts'
import { GiveUp, type JobHandler, type Work } from './job-handler.ts'
import { forbidRetries, handBack, type Envelope } from './queries.ts'
import { timeoutOf } from './queues.ts'

/** How one run ended: `retry` and `dead` are failures, `handed_back` leaves the job as if it had not been tried. */
export type Outcome = 'completed' | 'retry' | 'dead' | 'handed_back'

/** One run of one job. */
export interface JobRun {
  /** Id of the job or of the subscriber. */
  job: string
  jobId: string
  /** 1 for the first run. */
  attempt: number
  outcome: Outcome
  durationMs: number
  /** Why it failed. */
  error?: unknown
}

/** A job this process holds. */
export type Claim = JobWithMetadata<Envelope>

/** Until then a process of the newer version has taken the job, or this one has been replaced. */
const NEWER_VERSION_DELAY_SECONDS = 60

/** The reason with which a stopping process aborts a run. */
export class ProcessStopping extends Error {
  override readonly name = 'ProcessStopping'
}

export interface RunContext {
  db: Db
  boss: PgBoss
  /** Ends the run: with `ProcessStopping` the job is handed back, otherwise the run has failed. */
  abort: AbortController
}

/**
 * Runs a claimed job and settles it.
 * @throws Error when the database does not take the settlement; the job is then taken for abandoned and runs again.
 */
export async function runJob(context: RunContext, handler: JobHandler, claim: Claim): Promise<JobRun> {
  const { db, boss, abort } = context
  const attempt = claim.retryCount + 1
  const startedMs = performance.now()
  const ended = (outcome: Outcome, error?: unknown): JobRun => {
    const durationMs = performance.now() - startedMs
    return {
      job: handler.id,
      jobId: claim.id,
      attempt,
      outcome,
      durationMs,
      ...(error === undefined ? {} : { error }),
    }
  }

  if (claim.data.version > handler.version) {
    await handBack(db, handler.id, claim.id, attempt, NEWER_VERSION_DELAY_SECONDS)
    return ended('handed_back')
  }
  try {
    await perform(db, abort, handler, claim)
  } catch (error) {
    if (error instanceof ProcessStopping) {
      await handBack(db, handler.id, claim.id, attempt, 0)
      return ended('handed_back')
    }
    const final = error instanceof GiveUp
    if (final) await forbidRetries(db, handler.id, claim.id)
    await boss.fail(handler.id, claim, describeFailure(error))
    return ended(final || claim.retryCount >= claim.retryLimit ? 'dead' : 'retry', error)
  }
  await boss.complete(handler.id, claim)
  return ended('completed')
}

async function perform(db: Db, abort: AbortController, handler: JobHandler, claim: Claim): Promise<void> {
  const payload = payloadOf(handler, claim.data)
  const { signal } = abort
  const aborted = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true })
  const timeoutMs = timeoutOf(handler.options)
  const timer = setTimeout(
    () => abort.abort(new Error(`the run took longer than ${timeoutMs} ms`)),
    timeoutMs,
  )
  try {
    const work: Work<unknown> = { db, payload, jobId: claim.id, attempt: claim.retryCount + 1, signal }
    await Promise.race([handler.run(work as Work<never>), aborted.promise])
  } finally {
    clearTimeout(timer)
  }
}

function payloadOf(handler: JobHandler, stored: Envelope): unknown {
  let { payload } = stored
  for (let version = stored.version; version < handler.version; version++) {
    const upgrade = handler.options.upgrades?.[version]
    if (!upgrade) throw new GiveUp(`version ${version} of the payload can no longer be read`)
    payload = upgrade(payload as never)
  }
  const parsed = handler.payload.safeParse(payload)
  if (!parsed.success) throw new GiveUp('the payload does not fit the schema', { cause: parsed.error })
  return parsed.data
}

/** What `jsonb` does not take, as JSON writes it: a NUL, and half of a surrogate pair. */
const UNSTORABLE = /\\u(?:0000|d[89a-f][\da-f]{2})/g

/** What is kept with a failed job for those who look after it: what the log says of it. */
const describeFailure = (error: unknown): object =>
  JSON.parse(JSON.stringify(describeError(error)).replace(UNSTORABLE, '\\ufffd')) as object
