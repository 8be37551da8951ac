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
   * Prints and writes a line with the others of this turn of the event loop, and before any that is written at once: to write
   * costs as much as a line does, and lines that are printed one after the other cost less than lines between requests. A process
   * that ends by itself writes it first; one that is killed loses those of that turn. Every character that `print` gives stands
   * for itself already: see `escapeLine`.
   */
  hold: (print: () => string) => void
}

export function openLogLines({ format, write }: LogLinesOptions): LogLines {
  const print = format === 'json' ? escapeLine : formatLine
  const printEscaped = format === 'json' ? (json: string) => json : formatLine
  if (write === undefined) return toStandardOutput(print, printEscaped)
  return { write: (json) => write(print(json)), hold: (printLine) => write(printEscaped(printLine())) }
}

const MOST_HELD = 128

type Print = (json: string) => string

function toStandardOutput(print: Print, printEscaped: Print): LogLines {
  const destination = pino.destination({ fd: 1, sync: true })
  let held: (() => string)[] = []
  const writeHeld = () => {
    if (held.length === 0) return
    let lines = ''
    for (const printLine of held) lines += printEscaped(printLine())
    held = []
    destination.write(lines)
  }
  process.on('exit', writeHeld)
  return {
    write: (json) => {
      writeHeld()
      destination.write(print(json))
    },
    hold: (printLine) => {
      if (held.length === 0) setImmediate(writeHeld)
      if (held.push(printLine) === MOST_HELD) writeHeld()
    },
  }
}
