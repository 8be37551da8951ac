import type { z } from 'zod'
import type { Endpoint } from './endpoint.ts'
import type { Binding } from './handler.ts'

/** The request header that asks for a version, and the answer's that names it. */
export const VERSION_HEADER = 'API-Version'

/** One part of a request as it was before a change. */
export interface FormerPart {
  /** What was accepted then: requests of that age are checked by it. */
  schema: z.ZodType
  /** What it reads now. Gets the part as it was sent, once it has been checked. */
  up: (part: Record<string, unknown>) => Record<string, unknown>
}

/** What a change did to one operation, told from the side of those who know it as it was. */
export interface FormerOperation {
  query?: FormerPart
  body?: FormerPart
  /** The body of the success, as it was. */
  answer?: { schema: z.ZodType; down: (body: unknown) => unknown }
}

/** A success as it was: `now` is the schema that the change brought, `was` the one before. */
export const formerAnswer = <Now extends z.ZodType, Was extends z.ZodType>(
  now: Now,
  was: Was,
  down: (body: z.output<Now>) => z.input<Was>,
): NonNullable<FormerOperation['answer']> & { now: Now } => ({
  now,
  schema: was,
  down: down as (body: unknown) => unknown,
})

/** A version of the API: a change that callers of older versions do not see. */
export interface VersionChange {
  /** The day it came, which is its name: `2026-11-21`. */
  version: string
  summary: string
  /** What to do about it, in Markdown. */
  guide: string
  /** What was different before, by operation id. */
  before: Readonly<Record<string, FormerOperation>>
}

export interface ApiVersions {
  /** What callers get who ask for none. */
  oldest: string
  /** What handlers and contracts speak. */
  newest: string
  /** From the oldest to the newest. */
  all: readonly string[]
  /** In the same order. */
  changes: readonly VersionChange[]
}

/** What an endpoint knows of the versions of its API. */
export interface EndpointVersions extends Omit<ApiVersions, 'changes'> {
  /** The changes that touched it, oldest first. */
  former: readonly (FormerOperation & { version: string })[]
}

const DAY = /^\d{4}-\d\d-\d\d$/

/**
 * The versions of an API: the oldest, then one for each change.
 * @throws Error when they are not named by days, each later than the one before
 */
export function defineApiVersions(oldest: string, changes: readonly VersionChange[]): ApiVersions {
  const all = [oldest, ...changes.map(({ version }) => version)]
  for (const [i, version] of all.entries()) {
    if (!DAY.test(version)) throw new Error(`API version "${version}" is not named by a day`)
    if (i > 0 && version <= all[i - 1]!)
      throw new Error(`API version ${version} is not later than the former`)
  }
  return { oldest, newest: all.at(-1)!, all, changes }
}

/**
 * Lets the endpoints be called in every version.
 * @throws Error when a change is about an operation that is not among them
 */
export function versionedBy<Deps, Actor>(
  { changes, ...versions }: ApiVersions,
  bindings: readonly Binding<Deps, Actor>[],
): Binding<Deps, Actor>[] {
  const ids = new Set<string>(bindings.map(({ endpoint }) => endpoint.id))
  for (const { version, before } of changes) {
    for (const id of Object.keys(before))
      if (!ids.has(id)) throw new Error(`API version ${version} changes ${id}, which is no operation`)
  }
  const formerOf = ({ id }: Endpoint) =>
    changes.flatMap(({ version, before }) => (before[id] ? [{ ...before[id], version }] : []))
  return bindings.map(({ endpoint, run }) => ({
    run,
    endpoint: { ...endpoint, versions: { ...versions, former: formerOf(endpoint) } },
  }))
}
