import type { Executor, OutgoingJob, Statement } from '../db/database.ts'

/** A job as it goes into pg-boss's table, with what only our scheduler sets. */
export interface StoredJob extends OutgoingJob {
  id: string
  /** What it was stored in. */
  cause?: Cause
  /** The scheduled instant it stands for. */
  occurrence?: Date
  /** Which schedule it came from. */
  schedule?: string
  /** How long it stays to be looked at once it is done; undefined means as long as its queue says. */
  keepSeconds?: number
}

/** The request and the span that a job was stored in. */
export interface Cause {
  requestId?: string
  traceparent?: string
  tracestate?: string
}

/** What stands in the `data` column. */
export interface Envelope {
  version: number
  payload: unknown
  schedule?: string
  occurrence?: string
  cause?: Cause
}

/**
 * Writes pg-boss's table directly, which pg-boss allows, because its own `insert` takes one statement for each queue. A queue
 * that does not exist violates a not-null constraint. A job whose key or id is taken is left out. Policy `short` lets
 * one job with a key wait for its first run; a job without a key is not limited.
 */
const STORE = `
  insert into pgboss.job (id, name, data, start_after, created_on, keep_until, singleton_key, policy, expire_seconds,
    deletion_seconds, retry_limit, retry_delay, retry_backoff, retry_delay_max, dead_letter, heartbeat_seconds)
  select j.id, j.name, j.data, coalesce(j.start_after, pgboss.job_now()), pgboss.job_now(),
    coalesce(j.start_after, pgboss.job_now()) + interval '1 second' * q.retention_seconds, j.singleton_key,
    case when j.singleton_key is null then 'standard' else 'short' end, q.expire_seconds,
    coalesce(j.keep_seconds, q.deletion_seconds), q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max,
    q.dead_letter, q.heartbeat_seconds
  from json_to_recordset($1::text::json) as j(
    id uuid, name text, data jsonb, start_after timestamptz, singleton_key text, keep_seconds int)
  left join pgboss.queue q on q.name = j.name
  on conflict do nothing`

/** Stores jobs, in one statement. */
export async function storeJobs(on: Executor, jobs: readonly StoredJob[]): Promise<void> {
  await on.execute(storeStatement(jobs))
}

/** The statement of `storeJobs`. */
export function storeStatement(jobs: readonly StoredJob[]): Statement {
  const rows = jobs.map((job) => ({
    id: job.id,
    name: job.queue,
    data: {
      version: job.version,
      payload: job.payload,
      schedule: job.schedule,
      occurrence: job.occurrence,
      cause: job.cause,
    } satisfies {
      [K in keyof Envelope]: unknown
    },
    start_after: job.startAfter,
    singleton_key: job.singletonKey,
    keep_seconds: job.keepSeconds,
  }))
  return { name: 'jobs.store', shape: 'jobs.store', text: STORE, values: [JSON.stringify(rows)] }
}

/** Removes those of these jobs of a queue that wait for a run. */
export async function deleteWaiting(on: Executor, queue: string, ids: readonly string[]): Promise<void> {
  const text = `delete from pgboss.job where name = $1 and id = any($2::uuid[]) and state < 'active'`
  await on.execute({ name: 'jobs.call_off', shape: 'jobs.call_off', text, values: [queue, ids] })
}

/** The queues among `queues` that have a job due, the one that waits longest first. */
export async function listDueQueues(on: Executor, queues: readonly string[]): Promise<string[]> {
  const text = `
    select q.name from unnest($1::text[]) with ordinality as q(name, place)
    cross join lateral (
      select created_on from pgboss.job j
      where j.name = q.name and j.state < 'active' and not j.blocked and j.start_after <= pgboss.job_now()
      order by priority desc, created_on limit 1) first
    order by first.created_on, q.place`
  const { rows } = await on.execute({ name: 'jobs.due', shape: 'jobs.due', text, values: [queues] })
  return rows.map(([name]) => name as string)
}

/** Puts a claimed job back as it was before the claim, due in `delaySeconds`. The run it had does not count. */
export async function handBack(
  on: Executor,
  queue: string,
  id: string,
  attempt: number,
  delaySeconds: number,
): Promise<void> {
  const text = `
    update pgboss.job set state = 'retry', started_on = null, heartbeat_on = null,
      start_after = pgboss.job_now() + interval '1 second' * $4
    where name = $1 and id = $2 and retry_count = $3 and state = 'active'`
  await on.execute({ shape: 'jobs.hand_back', text, values: [queue, id, attempt - 1, delaySeconds] })
}

/** Takes the remaining runs from a claimed job, so that failing it sends it to the dead letters. */
export async function forbidRetries(on: Executor, queue: string, id: string): Promise<void> {
  const text = `update pgboss.job set retry_limit = retry_count where name = $1 and id = $2 and state = 'active'`
  await on.execute({ shape: 'jobs.forbid_retries', text, values: [queue, id] })
}

/** The last instant each schedule stood for, as far as its jobs are still kept. */
export async function listLastOccurrences(
  on: Executor,
  queues: readonly string[],
): Promise<Map<string, Date>> {
  const text = `
    select data->>'schedule', max((data->>'occurrence')::timestamptz) from pgboss.job
    where name = any($1::text[]) and data ? 'schedule' group by 1`
  const { rows } = await on.execute({ shape: 'jobs.last_occurrences', text, values: [queues] })
  return new Map(rows.map(([schedule, at]) => [schedule as string, at as Date]))
}

/** How many jobs of one queue are in one state. */
export interface JobCount {
  queue: string
  state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'
  count: number
}

/** The jobs the database holds, counted by queue and state: for metrics, health and the `jobs` command. */
export async function countJobs(on: Executor): Promise<JobCount[]> {
  const text = `select name, state::text, count(*) from pgboss.job group by name, state order by name, state`
  const { rows } = await on.execute({ shape: 'jobs.count', text, values: [] })
  return rows.map(([queue, state, count]) => ({ queue, state, count }) as JobCount)
}
