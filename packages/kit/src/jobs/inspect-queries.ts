import type { Executor } from '../db/database.ts'
import { DEAD_LETTERS } from './boss.ts'

/** Where a job stands, as an operator says it. */
export const jobStates = ['waiting', 'retrying', 'running', 'done', 'dead'] as const
export type JobState = (typeof jobStates)[number]

/** A stored job. A dead letter appears under the id and the name it had as a job. */
export interface InspectedJob {
  id: string
  job: string
  state: JobState
  /** Runs so far. */
  runs: number
  createdAt: Date
  /** When it is or was due. */
  dueAt: Date
  data: unknown
  /** What is known of the last failure. */
  failure: { message?: string } | null
}

const JOBS = `
  select coalesce(source_id, id) as id, coalesce(source_name, name) as job,
    case when source_id is not null then 'dead'
      else (array['waiting', 'retrying', 'running', 'done'])[array_position(
        array['created', 'retry', 'active', 'completed'], state::text)] end as state,
    case when started_on is null and source_id is null then 0 else coalesce(source_retry_count, retry_count) + 1 end as runs,
    coalesce(source_created_on, created_on) as created_on, start_after, data, coalesce(source_output, output) as failure
  from pgboss.job
  -- A job that failed for good stands here twice: as itself and as its dead letter.
  where state <> 'failed' and state <> 'cancelled'`

/** Whether the database has ever held jobs. */
export async function hasJobs(on: Executor): Promise<boolean> {
  const text = `select to_regclass('pgboss.job') is not null`
  return (await on.execute({ shape: 'jobs.has', text, values: [] })).rows[0]![0] as boolean
}

/** The newest jobs first, of one state and one kind where these are given. */
export async function listJobs(
  on: Executor,
  filter: { state?: JobState; job?: string; limit: number },
): Promise<InspectedJob[]> {
  const text = `
    select * from (${JOBS}) j where ($1::text is null or state = $1) and ($2::text is null or job = $2)
    order by created_on desc, id limit $3`
  const values = [filter.state ?? null, filter.job ?? null, filter.limit]
  return jobsOf(await on.execute({ shape: 'jobs.list', text, values }))
}

/** The job with this id, or undefined when it is not kept. */
export async function findJob(on: Executor, id: string): Promise<InspectedJob | undefined> {
  const text = `select * from (${JOBS}) j where id = $1`
  return jobsOf(await on.execute({ shape: 'jobs.find', text, values: [id] }))[0]
}

/** The dead letters of these jobs, of one kind or all, by the ids they have as dead letters. */
export async function listDeadLetterIds(
  on: Executor,
  filter: { id?: string; job?: string },
): Promise<string[]> {
  const text = `
    select id from pgboss.job where name = $1 and state < 'active'
      and ($2::uuid is null or source_id = $2) and ($3::text is null or source_name = $3)`
  const values = [DEAD_LETTERS, filter.id ?? null, filter.job ?? null]
  const { rows } = await on.execute({ shape: 'jobs.dead_letters', text, values })
  return rows.map(([id]) => id as string)
}

function jobsOf({ rows }: Awaited<ReturnType<Executor['execute']>>): InspectedJob[] {
  return rows.map(
    ([id, job, state, runs, createdAt, dueAt, data, failure]) =>
      ({ id, job, state, runs, createdAt, dueAt, data, failure }) as InspectedJob,
  )
}
