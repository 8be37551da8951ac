/** Which span of which trace (W3C Trace Context). */
export interface SpanContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  readonly traceId: string
  /** 16 lower-case hexadecimal digits, not all zero. */
  readonly spanId: string
  /** True when the trace is recorded. */
  readonly sampled: boolean
}
