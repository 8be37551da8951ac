import type { z } from 'zod'

/** What happens after a failed run: a growing pause with jitter, at last the dead letters. */
export interface RetryPolicy {
  /** Runs after the first one, 0 to 100. */
  limit: number
  /** The first pause lasts once to twice as long; every later one doubles. Rounded up to whole seconds. */
  firstDelayMs: number
  /** No pause is longer. Rounded up to whole seconds. */
  maxDelayMs: number
}

export interface WorkOptions {
  /** Default: 5 more runs, after 5 s, 10 s, 20 s and so on, at most 15 minutes apart. */
  retry?: Partial<RetryPolicy>
  /** A run that takes longer has failed. 5 minutes by default, a day at most. */
  timeoutMs?: number
  /** How long the job can be looked at once it is done: a day by default. Less when its payload is private. */
  keepMs?: number
  /**
   * Turns the payload of an older version into that of the next one, by the older version's number. A stored job of a
   * version that has no step here goes to the dead letters.
   */
  upgrades?: Readonly<Record<number, (payload: never) => unknown>>
  /** While it answers false this process begins no run: the jobs wait, hold no place and use up no try. */
  mayRun?: () => boolean
}

/** Work to be done later, as data: who does it is told to the job runner. */
export interface JobDefinition<P = unknown> extends WorkOptions {
  /** Reads `feature.verb`: `mail.send`. */
  readonly id: string
  /** Grows by one whenever the payload changes in a way that the former handler cannot read. */
  readonly version: number
  readonly payload: z.ZodType<P>
}

const JOB_ID = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/

/**
 * Declares a job. The payload survives JSON unchanged: its schema neither transforms nor holds dates.
 * @throws Error when the id does not read `feature.verb` or the version is not a positive whole number.
 */
export function defineJob<P>(job: JobDefinition<P>): JobDefinition<P> {
  if (!JOB_ID.test(job.id)) throw new Error(`job id "${job.id}" must read feature.verb in snake_case`)
  if (!Number.isInteger(job.version) || job.version < 1)
    throw new Error(`job "${job.id}" needs a version from 1 up`)
  return job
}
