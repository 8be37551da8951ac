import type { z } from 'zod'
import type { Db } from '../db/database.ts'
import type { JobDefinition, WorkOptions } from './define-job.ts'

/** What a handler is given. It may run twice for one job, so what it does must bear that. */
export interface Work<P> {
  db: Db
  payload: P
  /** The same for every run of one job: what it writes can be keyed by it. */
  jobId: string
  /** 1 for the first run. */
  attempt: number
  /** Aborts when the run has taken too long or the process stops: outside calls pass it on. */
  signal: AbortSignal
}

/** A queue and what is done with its jobs. */
export interface JobHandler {
  readonly id: string
  readonly version: number
  readonly payload: z.ZodType
  readonly options: WorkOptions
  readonly run: (work: Work<never>) => Promise<unknown>
}

/** Says what is done for a job. A returned promise that rejects is a failed run. */
export function handleJob<P>(job: JobDefinition<P>, run: (work: Work<P>) => Promise<unknown>): JobHandler {
  return { id: job.id, version: job.version, payload: job.payload, options: job, run }
}

/** An event and one who hears it; without a handler, the statement that nobody does. */
export interface Subscriber {
  readonly event: string
  readonly handler: JobHandler | undefined
  /** What the process that caused the event does itself as well. */
  readonly atOnce?: (payload: never) => Promise<void>
}

/** An event as this folder sees it: see `defineEvent`. */
interface Event<P> {
  readonly id: string
  readonly version: number
  readonly payload: z.ZodType<P>
}

/** Has `run` called once the transaction of an event has committed, as a job of its own with the id `feature.verb`. */
export function subscribe<P>(
  event: Event<P>,
  id: string,
  run: (work: Work<P>) => Promise<unknown>,
  options: WorkOptions = {},
): Subscriber {
  return { event: event.id, handler: { id, version: event.version, payload: event.payload, options, run } }
}

/**
 * The same, and the process in which the event happened also calls `run` itself, after the commit and before its caller goes on:
 * for what must be so when that caller looks next. A call that fails there is left to the job.
 */
export function subscribeAtOnce<P>(
  event: Event<P>,
  id: string,
  run: (payload: P) => Promise<void>,
): Subscriber {
  return {
    ...subscribe(event, id, ({ payload }) => run(payload)),
    atOnce: (payload: P) => run(payload).catch(() => {}),
  }
}

/** States that nobody subscribes to an event, which would otherwise stop the start. */
export function unheard<P>(event: Event<P>): Subscriber {
  return { event: event.id, handler: undefined }
}

/** Thrown by a handler whose job can never succeed: it goes to the dead letters without another run. */
export class GiveUp extends Error {
  override readonly name = 'GiveUp'
}
