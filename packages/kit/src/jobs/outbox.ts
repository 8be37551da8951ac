import { randomUUIDv7 } from 'node:crypto'
import type { Hearers, Outbox, OutgoingJob, Tx } from '../db/database.ts'
import { currentFlow } from '../telemetry/flow.ts'
import { causeOf } from './job-flow.ts'
import type { JobHandler, Subscriber } from './job-handler.ts'
import { storeStatement, type StoredJob } from './queries.ts'

export interface OutboxOptions {
  /** Ids of every event the application emits. */
  events: readonly { readonly id: string }[]
  subscribers: readonly Subscriber[]
  /** Every handler: of jobs and of events. */
  handlers: readonly JobHandler[]
  /** False while the tables and queues may not be there yet. */
  isReady: () => boolean
  /** Called once jobs have committed, with the first instant at which one of them falls due; undefined is at once. */
  onStored: (dueAt: Date | undefined) => void
}

type AtOnce = Hearers['atOnce'][number]

/**
 * The outbox of an application's transactions.
 * @throws Error when two handlers share an id, a subscriber waits for an event that is not listed, or a listed event has
 * neither a subscriber nor the statement that it has none.
 */
export function createOutbox({ events, subscribers, handlers, isReady, onStored }: OutboxOptions): Outbox {
  const queues = new Set<string>()
  for (const { id } of handlers) {
    if (queues.has(id)) throw new Error(`two handlers have the id "${id}"`)
    queues.add(id)
  }
  const routes = routesOf(events, subscribers)
  const taken = new WeakMap<Tx, StoredJob[]>()

  return {
    hearersOf(eventId) {
      const found = routes.get(eventId)
      if (!found) throw new Error(`event "${eventId}" is not among the events of this application`)
      return found
    },
    store(tx, jobs) {
      for (const { queue } of jobs)
        if (!queues.has(queue)) throw new Error(`job "${queue}" is not among the jobs of this application`)
      if (!isReady()) throw new Error('jobs cannot be stored yet: prepare or start the job runner first')
      const cause = causeOf(currentFlow())
      jobsOf(tx).push(...jobs.map((job) => ({ ...job, id: job.id ?? randomUUIDv7(), cause })))
    },
    drop(tx, queue, ids) {
      const jobs = jobsOf(tx)
      const others = jobs.filter((job) => job.queue !== queue || !ids.includes(job.id))
      jobs.splice(0, jobs.length, ...others)
    },
  }

  function jobsOf(tx: Tx): StoredJob[] {
    const known = taken.get(tx)
    if (known) return known
    const jobs: StoredJob[] = []
    taken.set(tx, jobs)
    tx.withCommit(() => (jobs.length > 0 ? storeStatement(jobs) : undefined))
    tx.afterCommit(() => jobs.length > 0 && onStored(firstDue(jobs)))
    return jobs
  }
}

function firstDue(jobs: readonly OutgoingJob[]): Date | undefined {
  let first: Date | undefined
  for (const { startAfter } of jobs) {
    if (startAfter === undefined) return undefined
    if (first === undefined || startAfter < first) first = startAfter
  }
  return first
}

function routesOf(events: OutboxOptions['events'], subscribers: readonly Subscriber[]): Map<string, Hearers> {
  const routes = new Map(events.map(({ id }) => [id, { queues: [] as string[], atOnce: [] as AtOnce[] }]))
  const heard = new Set<string>()
  for (const { event, handler, atOnce } of subscribers) {
    const route = routes.get(event)
    if (!route)
      throw new Error(`event "${event}" has a subscriber and is not among the events of this application`)
    if (handler) route.queues.push(handler.id)
    if (atOnce) route.atOnce.push(atOnce as AtOnce)
    heard.add(event)
  }
  for (const id of routes.keys()) {
    if (!heard.has(id)) throw new Error(`event "${id}" has no subscriber: list one, or state unheard(${id})`)
  }
  return routes
}
