import type { z } from 'zod'

/** Something that happened, as the rest of the application may rely on it. */
export interface EventDefinition<P = unknown> {
  /** Reads `noun.past_tense`: `session.completed`. */
  readonly id: string
  /** Grows by one whenever the payload changes in a way that old subscribers cannot read. */
  readonly version: number
  readonly payload: z.ZodType<P>
}

const EVENT_ID = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/

/**
 * Declares an event. The payload carries ids and facts, not whole objects, and survives JSON unchanged: its schema
 * neither transforms nor holds dates.
 * @throws Error when the id does not read `noun.past_tense` or the version is not a positive whole number.
 */
export function defineEvent<P>(event: EventDefinition<P>): EventDefinition<P> {
  if (!EVENT_ID.test(event.id))
    throw new Error(`event id "${event.id}" must read noun.past_tense in snake_case`)
  if (!Number.isInteger(event.version) || event.version < 1)
    throw new Error(`event "${event.id}" needs a version from 1 up`)
  return event
}
