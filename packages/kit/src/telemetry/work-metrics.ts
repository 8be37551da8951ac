import type { Clock } from '../clock/clock.ts'
import type { Reading, Registry } from './registry.ts'

/** Connections of a pool: those at work, those at rest, and the flows that wait for one. */
export interface ConnectionCounts {
  used: number
  idle: number
  waiting: number
  max: number
}

/** Shows the pool of the database. */
export function registerPoolMetrics(registry: Registry, read: () => ConnectionCounts): void {
  registry.gauge(
    {
      name: 'db_client_connection_count',
      help: 'Connections to the database, by state: used or idle.',
      labels: ['db_client_connection_state'],
    },
    () => {
      const { used, idle } = read()
      return [
        [used, 'used'],
        [idle, 'idle'],
      ]
    },
  )
  registry.gauge(
    { name: 'db_client_connection_max', help: 'Connections to the database at most.', labels: [] },
    () => read().max,
  )
  registry.gauge(
    {
      name: 'db_client_connection_pending_requests',
      help: 'Statements and transactions that wait for a connection.',
      labels: [],
    },
    () => read().waiting,
  )
}

export interface LimitMetrics {
  decided: (limit: string, admitted: boolean) => void
  countedLocally: () => void
}

/** Counts what the rate limits decide. */
export function createLimitMetrics(registry: Registry): LimitMetrics {
  const decisions = registry.counter({
    name: 'limit_decisions_total',
    help: 'Requests by limit class and what was decided: admitted or refused.',
    labels: ['limit', 'outcome'],
  })
  const local = registry.counter({
    name: 'limit_local_counts_total',
    help: 'Requests counted for this process alone because what the processes count in together did not answer.',
    labels: [],
  })
  return {
    decided: (limit, admitted) => decisions.add(1, limit, admitted ? 'admitted' : 'refused'),
    countedLocally: () => local.add(1),
  }
}

/** A job run that has ended. */
export interface RunSeen {
  job: string
  outcome: string
  durationMs: number
}

export interface JobMetrics {
  ran: (run: RunSeen) => void
}

const RUN_BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120, 300]

/** Counts and times the runs of jobs. */
export function createJobMetrics(registry: Registry): JobMetrics {
  const duration = registry.histogram({
    name: 'job_run_duration_seconds',
    help: 'Runs of jobs by how they ended: completed, retry, dead or handed_back.',
    labels: ['job', 'outcome'],
    buckets: RUN_BUCKETS,
  })
  return { ran: ({ job, outcome, durationMs }) => duration.observe(durationMs / 1000, job, outcome) }
}

/** Shows the jobs that the database holds. `read` asks the database: what it answers is used again for `reuseMs`. */
export function registerQueueMetrics(
  registry: Registry,
  read: () => Promise<readonly { queue: string; state: string; count: number }[]>,
  { clock, reuseMs }: { clock: Clock; reuseMs: number },
): void {
  let last: { atMs: number; reading: Promise<Reading> } | undefined
  const ask = async () => (await read()).map(({ queue, state, count }) => [count, queue, state] as const)
  registry.gauge(
    {
      name: 'jobs_stored',
      help: 'Jobs in the database by name and state. Those created or retry wait; the queue dead_letters holds what failed for good.',
      labels: ['job', 'state'],
    },
    () => {
      if (last === undefined || clock.nowMs() - last.atMs >= reuseMs)
        last = { atMs: clock.nowMs(), reading: ask() }
      return last.reading
    },
  )
}

/** What a cache did: `miss` and `bypass` are loads that took `loadMs`; a `hit` saved the statements that its load sent. */
export interface CacheSeen {
  type: string
  kind: string
  loadMs?: number
  statementsSaved?: number
}

export interface CacheMetrics {
  seen: (event: CacheSeen) => void
}

const LOAD_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5]

/** Counts what caches do, and times what they load. */
export function createCacheMetrics(registry: Registry): CacheMetrics {
  const events = registry.counter({
    name: 'cache_events_total',
    help: 'Values asked of the cache by kind of value: hit, shared (with a load under way), miss, bypass (the store did not answer); and load_failed, not_kept.',
    labels: ['kind', 'event'],
  })
  const saved = registry.counter({
    name: 'cache_statements_saved_total',
    help: 'Statements that hits did not send, by kind of value: as many as the load of the value had sent.',
    labels: ['kind'],
  })
  const loads = registry.histogram({
    name: 'cache_load_duration_seconds',
    help: 'Time to load a value that was not in the cache, by kind of value.',
    labels: ['kind'],
    buckets: LOAD_BUCKETS,
  })
  return {
    seen: ({ type, kind, loadMs, statementsSaved }) => {
      events.add(1, kind, type)
      if (statementsSaved) saved.add(statementsSaved, kind)
      if (loadMs !== undefined) loads.observe(loadMs / 1000, kind)
    },
  }
}

export interface DependencyMetrics {
  turned: (dependency: string, state: 'up' | 'down') => void
}

/** Shows which dependencies answer. */
export function createDependencyMetrics(registry: Registry): DependencyMetrics {
  const states = new Map<string, number>()
  registry.gauge(
    {
      name: 'dependency_up',
      help: 'Whether a dependency that the process can do without answers: 1 or 0.',
      labels: ['dependency'],
    },
    () => [...states].map(([dependency, value]) => [value, dependency] as const),
  )
  return { turned: (dependency, state) => void states.set(dependency, state === 'up' ? 1 : 0) }
}
