import { pino, type Logger } from 'pino'
import { formatLine } from './format-line.ts'

export type { Logger }

export interface LoggerOptions {
  level: string
  /** One JSON object a line for machines, or a short line for a person at a terminal. */
  format: 'json' | 'text'
  /** Where lines go; standard output by default. */
  write?: (line: string) => void
}

/** Names of fields whose values are never written, at any depth up to two. */
const SECRET_FIELDS = [
  'password',
  'password_hash',
  'new_password',
  'current_password',
  'token',
  'access_token',
  'refresh_token',
  'authorization',
  'cookie',
  'secret',
]
const REDACTED = SECRET_FIELDS.flatMap((name) => [name, `*.${name}`])

/** The log of a process: structured, secrets removed by field name. */
export function createLogger({
  level,
  format,
  write = (line) => void process.stdout.write(line),
}: LoggerOptions): Logger {
  const stream = { write: format === 'json' ? write : (line: string) => write(formatLine(line)) }
  return pino(
    {
      level,
      base: null,
      redact: { paths: REDACTED, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    stream,
  )
}
