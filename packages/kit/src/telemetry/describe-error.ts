import { REDACTED, redactText } from './redact-text.ts'

/** An error as it is written down: what happened and where, without the values that were at hand. */
export interface DescribedError {
  type: string
  /** A stable code such as `23505` or `ECONNREFUSED`. */
  code?: string
  message: string
  /** Type, message and frames, a line each. */
  stack?: string
  /** Names PostgreSQL gives with an error; never its detail, which quotes rows. */
  table?: string
  column?: string
  constraint?: string
  cause?: DescribedError
  /** The first of those that an AggregateError holds. */
  errors?: DescribedError[]
}

const MOST_CAUSES = 5
const MOST_FRAMES = 30

/** What may be written down of anything that was thrown. */
export function describeError(error: unknown): DescribedError {
  return describe(error, 0)
}

function describe(error: unknown, depth: number): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: redactText(printThrown(error)) }
  const { name, message } = error
  const facts = error as Error & Partial<Record<'code' | 'table' | 'column' | 'constraint', unknown>>
  const code = stableCode(facts.code)
  const said = messageOf(message, code)
  const type = /^\w{1,60}$/.test(name) ? name : 'Error'
  const inner = depth < MOST_CAUSES
  const several = error instanceof AggregateError && inner ? error.errors.slice(0, MOST_CAUSES) : []
  return {
    type,
    ...(code !== undefined && { code }),
    message: said,
    ...(error.stack !== undefined && { stack: `${type}: ${said}${framesOf(error.stack, message)}` }),
    ...namesOf(facts),
    ...(error.cause !== undefined && inner && { cause: describe(error.cause, depth + 1) }),
    ...(several.length > 0 && { errors: several.map((one) => describe(one, depth + 1)) }),
  }
}

function printThrown(thrown: unknown): string {
  if (typeof thrown === 'object') return 'something that is not an Error was thrown'
  return typeof thrown === 'function' ? 'a function was thrown' : String(thrown)
}

const CODE = /^(?:[\dA-Z]{5}|E[A-Z_]+|(?:ERR|FST|UND|SQLITE|CERT|DEPTH)_[A-Z\d_]+|[a-z_]+(?:\.[a-z_]+)+)$/

/** A code that a program wrote, as against one that a person was sent. Undefined for anything else. */
export function stableCode(code: unknown): string | undefined {
  return typeof code === 'string' && code.length <= 80 && CODE.test(code) ? code : undefined
}

const SQLSTATE = /^[\dA-Z]{5}$/
/** Classes of SQLSTATE whose messages quote names of the database; those of others may quote values. */
const QUOTES_NAMES = /^(?:08|0A|23|25|26|28|2B|34|3B|3D|3F|40|42(?!601)|53|55|57)/

function messageOf(message: string, code: string | undefined): string {
  const quotesValues =
    code !== undefined && SQLSTATE.test(code) && /\d/.test(code)
      ? !QUOTES_NAMES.test(code)
      : message.includes('valid JSON') || message.includes('in JSON at')
  return redactText(quotesValues ? withoutQuotes(message) : message)
}

/** From the first quote to the last: a value may hold quotes itself. */
const withoutQuotes = (message: string) =>
  message
    .replace(/"[\s\S]*"/, `"${REDACTED}"`)
    .replace(/'[\s\S]*'/, `'${REDACTED}'`)
    .replace(/\$\d+ = .*/s, REDACTED)

function framesOf(stack: string, message: string): string {
  const start = message === '' ? -1 : stack.indexOf(message)
  const rest = start === -1 ? stack : stack.slice(start + message.length)
  const frames = rest.split('\n').filter((line) => /^\s+at /.test(line))
  return frames.length === 0 ? '' : `\n${redactText(frames.slice(0, MOST_FRAMES).join('\n'))}`
}

function namesOf(facts: Partial<Record<'table' | 'column' | 'constraint', unknown>>) {
  const names: Partial<Record<'table' | 'column' | 'constraint', string>> = {}
  for (const key of ['table', 'column', 'constraint'] as const) {
    const name = facts[key]
    if (typeof name === 'string' && /^\w{1,63}$/.test(name)) names[key] = name
  }
  return names
}
