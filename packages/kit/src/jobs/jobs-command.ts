import { parseArgs } from 'node:util'
import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import { escapeLine, oneLine } from '../telemetry/format-line.ts'
import { redactFields } from '../telemetry/redact-fields.ts'
import { createBoss, DEAD_LETTERS } from './boss.ts'
import {
  findJob,
  hasJobs,
  jobStates,
  listDeadLetterIds,
  listJobs,
  type InspectedJob,
  type JobState,
} from './inspect-queries.ts'

const USAGE = `Usage:
  jobs list [--state ${jobStates.join('|')}] [--job <feature.verb>] [--limit <n>] [--json]
  jobs show <id> [--json]             with --json, each job is one line for programs
  jobs retry <id>                     runs a dead job again, as a new one
  jobs retry --all [--job <feature.verb>]
`

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export interface JobsCommandContext {
  db: Db
  clock: Clock
  write: (text: string) => void
}

/**
 * What an operator can ask of the jobs: `list`, `show` and `retry`. Payloads are shown as a log would show them. Resolves to the
 * exit code: 2 for wrong usage, 1 for no such job.
 */
export async function runJobsCommand(argv: readonly string[], context: JobsCommandContext): Promise<number> {
  const { write } = context
  const misused = (problem: string) => {
    write(`${problem}\n${USAGE}`)
    return 2
  }
  let parsed
  try {
    parsed = parse(argv)
  } catch (error) {
    return misused((error as Error).message)
  }
  const { values, positionals } = parsed
  const [verb, id, ...others] = positionals
  if (others.length > 0) return misused(`too many words: ${others.join(' ')}`)
  if (id !== undefined && !UUID.test(id)) return misused(`"${id}" is not the id of a job`)

  if (!(await hasJobs(context.db))) {
    write('No app has run on this database yet: there are no jobs.\n')
    return 1
  }
  if (verb === 'list' && id === undefined) {
    const state = jobStates.find((known) => known === values.state)
    if (values.state !== undefined && !state) return misused(`"${values.state}" is not a state`)
    const limit = Number(values.limit)
    if (!Number.isInteger(limit) || limit < 1) return misused(`"${values.limit}" is not a number of jobs`)
    return list(context, { state, job: values.job, limit }, values.json)
  }
  if (verb === 'show' && id !== undefined) return show(context, id, values.json)
  if (verb === 'retry' && (id !== undefined) !== values.all) return retry(context, { id, job: values.job })
  return misused(verb === undefined ? 'jobs does one of these:' : `not understood: jobs ${argv.join(' ')}`)
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      state: { type: 'string' },
      job: { type: 'string' },
      limit: { type: 'string', default: '50' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
}

type Filter = { state: JobState | undefined; job: string | undefined; limit: number }

async function list({ db, write }: JobsCommandContext, filter: Filter, asJson: boolean): Promise<number> {
  const jobs = (await listJobs(db, filter)).map(readable)
  if (asJson) {
    for (const job of jobs) write(jsonLine(job))
    return 0
  }
  const rows = jobs.map(({ id, job, state, runs, dueAt, failure }) => [
    id,
    job,
    state,
    String(runs),
    dueAt.toISOString(),
    firstLine(failure?.message ?? ''),
  ])
  write(
    jobs.length === 0
      ? 'No such jobs.\n'
      : table([['ID', 'JOB', 'STATE', 'RUNS', 'DUE', 'FAILURE'], ...rows]),
  )
  return 0
}

async function show({ db, write }: JobsCommandContext, id: string, asJson: boolean): Promise<number> {
  const found = await findJob(db, id)
  if (!found) return unknown(write, id)
  const job = readable(found)
  if (asJson) {
    write(jsonLine(job))
    return 0
  }
  const entries: [keyof InspectedJob, string][] = [
    ['id', job.id],
    ['job', job.job],
    ['state', job.state],
    ['runs', String(job.runs)],
    ['createdAt', job.createdAt.toISOString()],
    ['dueAt', job.dueAt.toISOString()],
    ['data', JSON.stringify(job.data, null, 2)],
    ['failure', JSON.stringify(job.failure, null, 2)],
  ]
  write(entries.map(([name, value]) => `${name}: ${escapeLine(value)}\n`).join(''))
  return 0
}

async function retry(
  { db, clock, write }: JobsCommandContext,
  filter: { id?: string; job?: string },
): Promise<number> {
  const ids = await listDeadLetterIds(db, filter)
  if (ids.length === 0 && filter.id !== undefined) return notDead(db, write, filter.id)
  const failures: Error[] = []
  const boss = createBoss(db, clock, (error) => failures.push(error))
  const moved = ids.length === 0 ? 0 : await boss.redrive(DEAD_LETTERS, { ids, limit: ids.length })
  for (const error of failures) write(`${error.message}\n`)
  write(`${moved} of ${ids.length} dead jobs will run again.\n`)
  return moved === ids.length ? 0 : 1
}

async function notDead(db: Db, write: (text: string) => void, id: string): Promise<number> {
  const job = await findJob(db, id)
  if (!job) return unknown(write, id)
  write(`Job ${id} is ${job.state}: only dead ones are run again.\n`)
  return 1
}

/** A job as a log may hold it: payloads have addresses in them, and links that are as good as passwords. */
function readable(job: InspectedJob): InspectedJob {
  const { payload, ...envelope } = job.data as { payload: unknown }
  return { ...job, data: { ...envelope, payload: redactFields({ data: payload }).data } }
}

const jsonLine = (job: InspectedJob) => `${escapeLine(JSON.stringify(job))}\n`

const firstLine = (text: string) => oneLine(text.split('\n', 1)[0]!)

function unknown(write: (text: string) => void, id: string): number {
  write(`There is no such job: ${id}\n`)
  return 1
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd()
  return `${rows.map(line).join('\n')}\n`
}
