import { pino, type Logger } from 'pino'
import type { DescribedError } from './describe-error.ts'
import { currentFlow } from './flow.ts'
import { isoInstant } from './iso-instant.ts'
import type { LogLines } from './log-lines.ts'
import { redactFields } from './redact-fields.ts'
import { redactText } from './redact-text.ts'
import { remembering } from './remembering.ts'

export type { Logger }

export interface LoggerOptions {
  level: string
  lines: Pick<LogLines, 'write'>
}

/**
 * The log of a process: structured, one line each, with the request id and trace id of the flow it is written in.
 * What is secret or personal is taken out by name and by look, at any depth, also from messages and stacks.
 */
export function createLogger({ level, lines }: LoggerOptions): Logger {
  const log = pino(
    {
      level,
      base: null,
      formatters: { log: cleanFields },
      serializers: { err: (error: unknown) => error, msg: cleanMessage },
      timestamp: () => `,"time":"${isoInstant(Date.now())}"`,
    },
    lines,
  )
  // pino formats the bindings of a root logger only; children inherit these.
  const { child, setBindings } = log
  log.child = function (this: Logger, bindings: pino.Bindings, ...rest: unknown[]) {
    return Reflect.apply(child, this, [redactFields(bindings), ...rest]) as never
  }
  log.setBindings = function (this: Logger, bindings) {
    setBindings.call(this, redactFields(bindings))
  }
  return log
}

/** What the error of the current line said and what may be written of it: pino repeats it as the message. */
let errorSaid: { raw: string; clean: string } | undefined

function cleanFields(fields: Record<string, unknown>): Record<string, unknown> {
  const cleaned = redactFields(fields)
  const { err } = fields
  if (err instanceof Error && err.message !== '')
    errorSaid = { raw: err.message, clean: (cleaned['err'] as DescribedError).message }
  const flow = currentFlow()
  if (flow === undefined) return cleaned
  if (flow.requestId !== undefined) cleaned['request_id'] ??= flow.requestId
  if (flow.span !== undefined) cleaned['trace_id'] ??= flow.span.traceId
  return cleaned
}

/** Most messages are the same few constants: each is looked through once. */
const cleanText = remembering(redactText)

function cleanMessage(message: unknown): string {
  if (errorSaid !== undefined) {
    const { raw, clean } = errorSaid
    errorSaid = undefined
    return redactText(String(message).replaceAll(raw, () => clean))
  }
  return cleanText(String(message))
}
