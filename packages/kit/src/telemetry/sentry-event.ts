import { randomUUID } from 'node:crypto'
import { describeError, type DescribedError } from './describe-error.ts'
import { currentFlow } from './flow.ts'
import { redactText } from './redact-text.ts'
import type { AppName } from './telemetry-config.ts'

/** What was going on when an error came. */
export interface ErrorContext {
  /** Of few different values: `GET /api/v1/poses/:id`, `job mail.send`. */
  transaction: string
  tags?: Readonly<Record<string, string | number>>
  /** `error` by default. */
  level?: 'error' | 'fatal'
}

/** A report in Sentry's protocol. */
export interface SentryEvent {
  event_id: string
  [field: string]: unknown
}

/** The report of an error: what `describeError` leaves of it, its causes, where it came, and the ids that lead to the log. */
export function sentryEvent(error: unknown, context: ErrorContext, app: AppName, atMs: number): SentryEvent {
  const flow = currentFlow()
  const { requestId, span } = flow ?? {}
  return {
    event_id: randomUUID().replaceAll('-', ''),
    timestamp: atMs / 1000,
    platform: 'node',
    level: context.level ?? 'error',
    release: `${app.name}@${app.version}`,
    environment: app.environment,
    transaction: redactText(context.transaction),
    tags: { ...context.tags, ...(requestId !== undefined && { request_id: requestId }) },
    contexts: {
      runtime: { name: 'node', version: process.version },
      ...(span && { trace: { trace_id: span.traceId, span_id: span.spanId } }),
    },
    exception: { values: exceptions(describeError(error)) },
  }
}

/** The innermost cause first, as the protocol wants it. */
function exceptions(described: DescribedError): object[] {
  const { type, message, code, stack, cause, errors = [] } = described
  const own = {
    type: code === undefined ? type : `${type} ${code}`,
    value: message,
    ...(stack !== undefined && { stacktrace: { frames: framesOf(stack) } }),
  }
  return [...errors.flatMap(exceptions), ...(cause ? exceptions(cause) : []), own]
}

const FRAME = /^\s+at (?:(.+?) \()?(.+?):(\d+):(\d+)\)?$/

/** The outermost call first. */
function framesOf(stack: string): object[] {
  const frames = stack.split('\n').flatMap((line) => {
    const match = FRAME.exec(line)
    if (!match) return []
    const [, name, file, lineno, colno] = match
    const filename = file!.replace(/^(?:async )?file:\/\//, '')
    const in_app = !filename.startsWith('node:') && !filename.includes('node_modules')
    return [
      { function: name ?? '<anonymous>', filename, lineno: Number(lineno), colno: Number(colno), in_app },
    ]
  })
  return frames.toReversed()
}
