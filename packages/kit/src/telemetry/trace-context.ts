import { randomFillSync } from 'node:crypto'

/** Which span of which trace (W3C Trace Context). */
export interface SpanContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string
  /** 16 lower-case hexadecimal digits, not all zero. */
  readonly spanId: string
  /** True when the trace is recorded. */
  readonly sampled: boolean
  /** What tracing systems of callers want passed on with the trace, as it came: 512 characters at most. */
  readonly tracestate?: string
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const ZERO_TRACE = '0'.repeat(32)
const ZERO_SPAN = '0'.repeat(16)

/**
 * Reads a `traceparent` header. Undefined when it is absent or not valid, which by the standard starts a trace anew.
 * Of versions that are not known yet the first four fields are read.
 */
export function parseTraceparent(header: string | undefined): SpanContext | undefined {
  const match = header === undefined ? null : TRACEPARENT.exec(header)
  if (!match) return undefined
  const [, version, traceId, spanId, flags, rest] = match
  if (version === 'ff' || traceId === ZERO_TRACE || spanId === ZERO_SPAN) return undefined
  if (version === '00' && rest !== undefined) return undefined
  return { traceId: traceId!, spanId: spanId!, sampled: (Number.parseInt(flags!, 16) & 1) === 1 }
}

/**
 * Reads `traceparent` with the `tracestate` beside it. A `tracestate` that is not valid is left out, and so is any without a valid
 * `traceparent`.
 */
export function parseTraceContext(
  traceparent: string | undefined,
  tracestate: string | undefined,
): SpanContext | undefined {
  const context = parseTraceparent(traceparent)
  if (context === undefined || tracestate === undefined) return context
  const state = readTracestate(tracestate)
  return state === undefined ? context : { ...context, tracestate: state }
}

const MEMBER =
  /^([a-z0-9][a-z0-9_*/-]{0,255}|[a-z0-9][a-z0-9_*/-]{0,240}@[a-z][a-z0-9_*/-]{0,13})=[ -+\--<>-~]{0,255}[!-+\--<>-~]$/
const MOST_MEMBERS = 32
const MOST_CHARACTERS = 512
const LONG_MEMBER = 128
/** More than a valid one can hold. */
const UNREADABLE = 32 * (256 + 1 + 256 + 8)

/** A list of up to 32 members with different keys; cut to 512 characters as the standard says: long members first, then the oldest. */
function readTracestate(header: string): string | undefined {
  if (header.length > UNREADABLE) return undefined
  const members = header
    .split(',')
    .map((member) => member.trim())
    .filter(Boolean)
  const keys = members.map((member) => MEMBER.exec(member)?.[1])
  if (members.length > MOST_MEMBERS || keys.includes(undefined) || new Set(keys).size < keys.length)
    return undefined
  while (members.join(',').length > MOST_CHARACTERS) {
    const long = members.findLastIndex((member) => member.length > LONG_MEMBER)
    members.splice(long === -1 ? members.length - 1 : long, 1)
  }
  return members.length === 0 ? undefined : members.join(',')
}

/** The `traceparent` header that continues a trace elsewhere. */
export function printTraceparent({ traceId, spanId, sampled }: SpanContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`
}

const pool = Buffer.alloc(4096)
let used = pool.length

function randomHex(bytes: 8 | 16): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}

/** A random trace id. */
export function newTraceId(): string {
  const id = randomHex(16)
  return id === ZERO_TRACE ? newTraceId() : id
}

/** A random span id. */
export function newSpanId(): string {
  const id = randomHex(8)
  return id === ZERO_SPAN ? newSpanId() : id
}
