import type { Tx } from '../db/database.ts'
import type { JobDefinition } from './define-job.ts'
import { deleteWaiting } from './queries.ts'

export interface EnqueueOptions {
  /** While a job with this key waits for its first run, enqueuing it again does nothing. */
  singletonKey?: string
  /** Not to be run before this instant. */
  startAfter?: Date
  /** A UUID by which `callOff` finds it. Of the jobs of one kind that are kept, only the first with it is stored. */
  id?: string
}

/**
 * Stores a job with the change that causes it: it runs once the transaction has committed, at least once, and never
 * when the transaction rolls back. It is in the database from the commit on: all jobs of a transaction go there by one
 * statement, in one packet with it.
 * @throws ZodError when the payload does not fit the job, Error when the application does not list the job.
 */
export function enqueue<P>(tx: Tx, job: JobDefinition<P>, payload: P, options: EnqueueOptions = {}): void {
  const checked = job.payload.parse(payload)
  tx.outbox.store(tx, [{ queue: job.id, version: job.version, payload: checked, ...options }])
}

/**
 * Removes jobs that have become needless with the change that made them so. Those that run or are done stay, and a rollback
 * leaves all. One statement.
 */
export function callOff(tx: Tx, job: JobDefinition, ids: readonly string[]): Promise<void> {
  tx.outbox.drop(tx, job.id, ids)
  return deleteWaiting(tx, job.id, ids)
}
