import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What is to show up on a device that has no connection to us. */
export interface PushNotification {
  /** A UUID: the same for every attempt, so that one that arrives twice can be told from two. */
  id: string
  /** From then on nobody keeps it for the device, and it is not sent. */
  expiresAt: Date
  alert: { title: string; body: string }
  /** `high` wakes the device; `normal` and `low` may wait until it is awake. */
  urgency: 'high' | 'normal' | 'low'
  /** Which of the actions that the app declared are offered with it. */
  category?: string
  /** Notifications with the same thread are shown together. */
  thread?: string
  /** A later notification with the same key takes the place of one that the device has not seen. */
  collapseKey?: string
  /** What the app itself reads. Plain JSON. */
  fields: Readonly<Record<string, unknown>>
}

/** What the provider of a platform made of a notification. */
export type PushAnswer =
  | { outcome: 'accepted' }
  /** There was no such device at `since`. One that was registered later under the same token is another. */
  | { outcome: 'gone'; since: Date; reason: string }
  /** It will never be taken, for a reason that says nothing of the device. */
  | { outcome: 'rejected'; reason: string }
  /** It may be taken later: not before `afterMs` have passed, where the provider said so. */
  | { outcome: 'retry'; reason: string; afterMs: number | undefined }

/** Hands notifications to the provider of a platform, which passes them to devices. */
export interface PushProvider<Device> {
  /**
   * One attempt. It is repeated on a new connection when the connection ended before the provider answered, at most twice and
   * with the same id: a device may then get it twice, but what the provider never saw is not lost.
   * @throws the reason of `signal` when that aborts, and what the database throws.
   */
  send(notification: PushNotification, device: Device, signal?: AbortSignal): Promise<PushAnswer>
  /** Resolves when its server answers, else rejects. Absent where each device names a server of its own. */
  reach?(): Promise<void>
  /** Ends its connections; what is under way is answered with `retry`. */
  close(): Promise<void>
}

/** What a server answered over HTTP. */
export interface ProviderAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** Its first characters. */
  body: string
}

/** Answers are a line of JSON or of text; a page of HTML in its place need not be read to its end. */
export const MAX_ANSWER_LENGTH = 4096

/** The four answers, for those who read what a provider said. */
export const accepted: PushAnswer = { outcome: 'accepted' }
export const rejected = (reason: string): PushAnswer => ({ outcome: 'rejected', reason })
export const gone = (since: Date, reason: string): PushAnswer => ({ outcome: 'gone', since, reason })
export const retry = (reason: string, afterMs?: number): PushAnswer => ({
  outcome: 'retry',
  reason,
  afterMs,
})

/** A collapse key as a header takes it: itself when it is short and plain enough, else its hash. */
export function shortKey(key: string, maxLength: number): string {
  if (key.length <= maxLength && /^[\w-]+$/.test(key)) return key
  return createHash('sha256').update(key).digest('base64url').slice(0, maxLength)
}

/** The header `Retry-After`, of seconds or of a date, in milliseconds from now; undefined when it is absent or neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}
