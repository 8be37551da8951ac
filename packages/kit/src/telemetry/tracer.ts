import type { Sampler } from './sampler.ts'
import { newSpanId, newTraceId, type SpanContext } from './trace-context.ts'

/** Kinds of spans by their numbers in OTLP. */
export const spanKinds = { server: 2, client: 3, consumer: 5 } as const

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/** A span under way. */
export interface OpenSpan extends SpanContext {
  readonly parentSpanId: string | undefined
}

/** What is known of a span when it ends. */
export interface SpanEnd {
  /** Of few different values: a route's pattern, a statement's name. */
  name: string
  kind: (typeof spanKinds)[keyof typeof spanKinds]
  durationMs: number
  /** Those that are undefined are left out. */
  attributes: Attributes
  failed: boolean
}

/** A span that has ended; times in milliseconds since 1970, with fractions. */
export interface FinishedSpan extends SpanEnd {
  readonly span: OpenSpan
  readonly startMs: number
}

/** Makes the spans of a process. */
export interface Tracer {
  /** Begins a span below `parent`, in this process or a caller's; a new trace when there is none. */
  open: (parent: SpanContext | undefined) => OpenSpan
  /** Ends a span now. Does nothing when its trace is not recorded. */
  end: (span: OpenSpan, facts: SpanEnd) => void
}

/** A tracer that gives what it records to `record`. */
export function createTracer(sampler: Sampler, record: (span: FinishedSpan) => void): Tracer {
  return {
    open: (parent) => {
      const traceId = parent?.traceId ?? newTraceId()
      const { spanId: parentSpanId, tracestate } = parent ?? {}
      const span = { traceId, spanId: newSpanId(), sampled: sampler(parent, traceId), parentSpanId }
      return tracestate === undefined ? span : { ...span, tracestate }
    },
    end: (span, facts) => {
      if (!span.sampled) return
      const startMs = performance.timeOrigin + performance.now() - facts.durationMs
      record({ ...facts, span, startMs })
    },
  }
}

/** A span of a recorded trace that ends now, below `parent`: for what is only reported once it is over. */
export function recordSpan(tracer: Tracer, parent: SpanContext, facts: SpanEnd): void {
  if (parent.sampled) tracer.end(tracer.open(parent), facts)
}
