import { createHash } from 'node:crypto'
import type { PgBoss } from 'pg-boss'
import type { JobDefinition } from './define-job.ts'
import type { StoredJob } from './queries.ts'

/** A job that starts at set times. */
export interface Schedule {
  /** Names the schedule: the job's id and the expression. */
  readonly key: string
  readonly job: JobDefinition
  /** Five fields in UTC: minute, hour, day of month, month, day of week. */
  readonly cron: string
  readonly payload: unknown
}

/**
 * Runs a job at the times of a cron expression in UTC, once in a cluster. Times at which no process ran are made up for by
 * one run at the next start.
 * @throws ZodError when the payload does not fit the job.
 */
export function schedule<P>(job: JobDefinition<P>, cron: string, payload: P): Schedule {
  return { key: `${job.id} ${cron}`, job: job as JobDefinition, cron, payload: job.payload.parse(payload) }
}

const DAY_SECONDS = 86_400

/** Knows which scheduled instants have come. */
export interface Timetable {
  /** Gives `store` the jobs of the instants that came since the last call that worked: the latest one of each schedule. */
  storeDue(now: Date, store: (jobs: readonly StoredJob[]) => Promise<void>): Promise<void>
}

interface Entry {
  schedule: Schedule
  /** The first occurrence that was not stored. */
  next: Date
  intervalSeconds: number
}

/**
 * A timetable that begins at `now`, or at the last instant a schedule is known to have stood for.
 * @throws Error when an expression is not valid.
 */
export function createTimetable(
  boss: PgBoss,
  schedules: readonly Schedule[],
  lastOccurrences: ReadonlyMap<string, Date>,
  now: Date,
): Timetable {
  const entries = schedules.map((schedule): Entry => {
    const [next, afterNext] = following(boss, schedule, lastOccurrences.get(schedule.key) ?? now, 2)
    return { schedule, next: next!, intervalSeconds: (afterNext!.getTime() - next!.getTime()) / 1000 }
  })
  return {
    async storeDue(now, store) {
      const due = entries.filter(({ next }) => next <= now)
      if (due.length === 0) return
      const latest = due.map((entry) => latestUpTo(boss, entry, now))
      await store(due.map(({ schedule, intervalSeconds }, i) => jobAt(schedule, latest[i]!, intervalSeconds)))
      for (const [i, entry] of due.entries()) entry.next = following(boss, entry.schedule, latest[i]!, 1)[0]!
    },
  }
}

function following(boss: PgBoss, { cron }: Schedule, from: Date, count: number): Date[] {
  return boss.previewSchedule(cron, { tz: 'UTC', from, count })
}

/**
 * The last occurrence up to `now`, when `first` is one. It looks back from `now`, each time twice as far: a process that was
 * away for a year asks for a few instants, not for each minute of the year.
 */
function latestUpTo(boss: PgBoss, { schedule, next: first, intervalSeconds }: Entry, now: Date): Date {
  for (let backMs = 1000 * intervalSeconds; ; backMs *= 2) {
    const from = new Date(Math.max(first.getTime(), now.getTime() - backMs))
    const latest = latestBetween(boss, schedule, from, now)
    if (latest !== undefined) return latest
    if (from <= first) return first
  }
}

function latestBetween(boss: PgBoss, schedule: Schedule, from: Date, to: Date): Date | undefined {
  let latest: Date | undefined
  for (let count = 2; ; count = Math.min(2 * count, 1000)) {
    const come = following(boss, schedule, latest ?? from, count).filter((at) => at <= to)
    latest = come.at(-1) ?? latest
    if (come.length < count) return latest
  }
}

/** The job of one instant. Its id follows from the instant, so processes that store it at once store one job. */
function jobAt({ key, job, payload }: Schedule, occurrence: Date, intervalSeconds: number): StoredJob {
  return {
    id: uuidOf(`${key} ${occurrence.toISOString()}`),
    queue: job.id,
    version: job.version,
    payload,
    schedule: key,
    occurrence,
    keepSeconds: 2 * intervalSeconds + DAY_SECONDS,
  }
}

/** A UUID (version 8, by our own rule) that follows from a text. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
