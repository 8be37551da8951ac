import { pino } from 'pino'
import { escapeLine, formatLine } from './format-line.ts'

export interface LogLinesOptions {
  /** One JSON object a line for machines, or a short line for a person at a terminal. */
  format: 'json' | 'text'
  /** Where lines go, each by itself; standard output by default. */
  write?: (line: string) => void
}

/** Where the log goes: lines of JSON, each with its line break, in the order in which they come. */
export interface LogLines {
  /** Writes a line at once. */
  write: (json: string) => void
  /**
   * Writes a line with the others of this turn of the event loop, and before any that is written at once: to write costs as
   * much as a line does. A process that ends by itself writes it first; one that is killed loses those of that turn. Every
   * character of it stands for itself already: see `escapeLine`.
   */
  hold: (json: string) => void
}

export function openLogLines({ format, write }: LogLinesOptions): LogLines {
  const print = format === 'json' ? escapeLine : formatLine
  const printEscaped = format === 'json' ? (json: string) => json : formatLine
  if (write === undefined) return toStandardOutput(print, printEscaped)
  return { write: (json) => write(print(json)), hold: (json) => write(printEscaped(json)) }
}

const MOST_HELD = 32_768

type Print = (json: string) => string

function toStandardOutput(print: Print, printEscaped: Print): LogLines {
  const destination = pino.destination({ fd: 1, sync: true })
  let held = ''
  const writeHeld = () => {
    if (held === '') return
    const lines = held
    held = ''
    destination.write(lines)
  }
  process.on('exit', writeHeld)
  return {
    write: (json) => {
      writeHeld()
      destination.write(print(json))
    },
    hold: (json) => {
      if (held === '') setImmediate(writeHeld)
      held += printEscaped(json)
      if (held.length > MOST_HELD) writeHeld()
    },
  }
}
