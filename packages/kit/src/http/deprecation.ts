import type { FastifyReply } from 'fastify'
import type { Clock } from '../clock/clock.ts'
import { fail } from './errors.ts'

/** That an operation, or what it answered once, is on its way out. */
export interface Deprecation {
  /** Day from which it should no longer be used, `2026-11-21`; it may lie ahead. Nothing changes on that day but what is said. */
  since: string
  /** First day on which it is no longer answered, if that is decided: not before `since`. */
  sunset?: string
  /** Operation id of what takes its place. */
  successor?: string
}

/** Where people read what changed and what to do. */
export interface DeprecationGuide {
  path: string
  contentType: string
}

/** The fields that tell programs: RFC 9745 (`Deprecation`, `Link`) and RFC 8594 (`Sunset`). */
export function deprecationHeaders(
  { since, sunset }: Deprecation,
  guide: DeprecationGuide | undefined,
  successorPath?: string,
): Record<string, string> {
  const page = guide && `<${guide.path}>; rel="deprecation"; type="${guide.contentType}"`
  const ending = guide && sunset !== undefined && `<${guide.path}>; rel="sunset"`
  const successor = successorPath !== undefined && `<${successorPath}>; rel="successor-version"`
  const links = [page, ending, successor].filter(Boolean)
  return {
    deprecation: `@${startOf(since).getTime() / 1000}`,
    ...(sunset !== undefined && { sunset: startOf(sunset).toUTCString() }),
    ...(links.length > 0 && { link: links.join(', ') }),
  }
}

/** @throws AppError `route.gone` from the day of the sunset on */
export function refuseGone({ sunset }: Deprecation, clock: Clock): void {
  if (sunset !== undefined && clock.now() >= startOf(sunset)) throw fail('route.gone')
}

/** Adds to the `Link` fields that are there. */
export function addHeaders(reply: FastifyReply, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    const present = name === 'link' ? reply.getHeader('link') : undefined
    reply.header(name, present === undefined ? value : `${String(present)}, ${value}`)
  }
}

/** @throws Error when the sunset comes before the deprecation, which RFC 9745 forbids */
export function checkDeprecation(what: string, { since, sunset }: Deprecation): void {
  for (const day of [since, sunset ?? since])
    if (Number.isNaN(startOf(day).getTime())) throw new Error(`${what}: "${day}" is not a day`)
  if (sunset !== undefined && sunset < since) throw new Error(`${what} ends before it is deprecated`)
}

const startOf = (day: string) => new Date(`${day}T00:00:00Z`)
