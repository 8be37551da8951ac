import type { Clock } from '../clock/clock.ts'
import type { SentryTarget } from './sentry-dsn.ts'
import { sentryEvent, type ErrorContext, type SentryEvent } from './sentry-event.ts'
import type { AppName } from './telemetry-config.ts'

/** What became of a report: `dropped` are those above the rate or beyond the queue. */
export type ReportOutcome = 'sent' | 'dropped' | 'failed'

export interface ErrorReporterOptions {
  target: SentryTarget
  app: AppName
  clock: Clock
  onOutcome: (outcome: ReportOutcome) => void
  /** How long sending one may take, 5 s by default. */
  timeoutMs?: number
}

/** Sends reports of unexpected errors, in the background. */
export interface ErrorReporter {
  /** Takes an error, in the flow it came in. Returns at once and never throws. */
  report: (error: unknown, context: ErrorContext) => void
  /** Waits for what is being sent. Never rejects. */
  flush: () => Promise<void>
}

const MOST_A_MINUTE = 30
const MOST_OF_ONE_KIND = 5
const MOST_WAITING = 20
const MINUTE_MS = 60_000
const CLIENT = 'groundwork/1.0'

/**
 * Reports in Sentry's protocol. At most 30 a minute, 5 of one kind; a server that asks for less is obeyed. What cannot be sent
 * is not tried again: the log has it too.
 */
export function createErrorReporter(options: ErrorReporterOptions): ErrorReporter {
  const { target, app, clock, onOutcome, timeoutMs = 5_000 } = options
  const admits = createRate(clock)
  const waiting: SentryEvent[] = []
  let sending: Promise<void> | undefined
  let closedUntilMs = 0

  const post = async (event: SentryEvent): Promise<ReportOutcome> => {
    if (clock.nowMs() < closedUntilMs) return 'dropped'
    try {
      const response = await fetch(target.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-sentry-envelope',
          'x-sentry-auth': `Sentry sentry_version=7, sentry_client=${CLIENT}, sentry_key=${target.key}`,
        },
        body: envelope(event, clock.now()),
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      await response.arrayBuffer()
      closedUntilMs = clock.nowMs() + pauseMs(response)
      return response.ok ? 'sent' : 'failed'
    } catch {
      return 'failed'
    }
  }

  const send = async () => {
    for (let event = waiting.shift(); event; event = waiting.shift()) onOutcome(await post(event))
  }

  return {
    report: (thrown, context) => {
      if (waiting.length >= MOST_WAITING || !admits(kindOf(thrown, context))) return onOutcome('dropped')
      waiting.push(sentryEvent(thrown, context, app, clock.nowMs()))
      sending ??= send().finally(() => (sending = undefined))
    },
    flush: async () => {
      await sending
    },
  }
}

const kindOf = (thrown: unknown, { transaction }: ErrorContext) =>
  `${transaction} ${thrown instanceof Error ? thrown.name : typeof thrown}`

/** Counts in whole minutes. */
function createRate(clock: Clock): (kind: string) => boolean {
  let endsMs = 0
  let total = 0
  const kinds = new Map<string, number>()
  return (kind) => {
    const nowMs = clock.nowMs()
    if (nowMs >= endsMs) {
      endsMs = nowMs + MINUTE_MS
      total = 0
      kinds.clear()
    }
    const ofKind = kinds.get(kind) ?? 0
    if (total >= MOST_A_MINUTE || ofKind >= MOST_OF_ONE_KIND) return false
    total++
    kinds.set(kind, ofKind + 1)
    return true
  }
}

function envelope(event: SentryEvent, at: Date): string {
  const payload = JSON.stringify(event)
  const header = { event_id: event.event_id, sent_at: at.toISOString() }
  const item = { type: 'event', content_type: 'application/json', length: Buffer.byteLength(payload) }
  return `${JSON.stringify(header)}\n${JSON.stringify(item)}\n${payload}\n`
}

const LONGEST_PAUSE_S = 3600

/** How long the server asks for silence: `Retry-After`, or entries of `X-Sentry-Rate-Limits` that hold for errors. */
function pauseMs({ status, headers }: Response): number {
  const limits = headers.get('x-sentry-rate-limits')
  const seconds = (limits ?? '').split(',').flatMap((limit) => {
    const [duration, categories = ''] = limit.trim().split(':')
    const holds = categories === '' || categories.split(';').includes('error')
    return holds ? [Number(duration) || 0] : []
  })
  if (limits === null && status === 429) seconds.push(Number(headers.get('retry-after')) || 60)
  return Math.min(Math.max(0, ...seconds), LONGEST_PAUSE_S) * 1000
}
