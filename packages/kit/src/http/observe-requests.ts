import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Flow } from '../telemetry/flow.ts'
import { parseTraceContext } from '../telemetry/trace-context.ts'
import type { OpenSpan, Tracer } from '../telemetry/tracer.ts'
import { serverSpan } from './server-span.ts'

declare module 'fastify' {
  interface FastifyRequest {
    observed: Observed
    /** The version that is answered, where there are several. */
    apiVersion?: string
    deprecatedUse?: DeprecatedUse
  }
}

/** A request while it is under way. */
interface Observed {
  /** What its log lines, statements and events share. */
  readonly flow: Flow
  readonly span: OpenSpan | undefined
  readonly startedMs: number
  address: string | undefined
}

/** Requests that have arrived and not ended, in the order in which they arrived. */
export type UnderWay = ReadonlyMap<FastifyRequest, FastifyReply>

/** What of a request should no longer be used: the operation, or the version in which it is called. */
type DeprecatedUse = 'operation' | 'version'

/** One request that has ended, for the log and the metrics. */
export interface RequestRecord {
  requestId: string
  method: string
  /** The route's pattern, never the concrete path, so that its values are bounded; `unmatched` when there is none. */
  route: string
  path: string
  /** 499 when the caller went away before there was an answer. */
  status: number
  durationMs: number
  address: string
  statements: number
  apiVersion: string | undefined
  /** Set when what was called is deprecated, with the program that called it. */
  deprecated: { use: DeprecatedUse; operation: string; userAgent: string | undefined } | undefined
}

export interface RequestObserver {
  /** Hears of every request when it arrives. */
  onRequestStart?: () => void
  /** Hears of every request once it has ended, answered or not, and in which flow it was. */
  onRequest?: (record: RequestRecord, flow: Flow) => void
  /** Makes a span of every request, below that of a caller who sends `traceparent`, with its `tracestate`. */
  tracer?: Tracer
}

const CALLER_WENT_AWAY = 499

/** The address of the caller. It is found out once, which takes 3 µs behind proxies. */
export const addressOf = (request: FastifyRequest): string => (request.observed.address ??= request.ip)

/**
 * Gives each request its flow, and tells the observer of it.
 * @returns what to call with every request that arrives, also with those that the router refuses, and which are under way
 */
export function observeRequests(
  server: FastifyInstance,
  { onRequestStart, onRequest, tracer }: RequestObserver,
): { observe: (request: FastifyRequest, reply: FastifyReply) => void; underWay: UnderWay } {
  const underWay = new Map<FastifyRequest, FastifyReply>()
  const end = (request: FastifyRequest, status: number) => {
    if (!underWay.delete(request)) return
    const { observed } = request
    const durationMs = performance.now() - observed.startedMs
    if (tracer && observed.span?.sampled) tracer.end(observed.span, serverSpan(request, status, durationMs))
    onRequest?.(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'unmatched',
        path: request.url.split('?', 1)[0]!,
        status,
        durationMs,
        address: addressOf(request),
        statements: request.statements?.length ?? 0,
        apiVersion: request.apiVersion,
        deprecated: request.deprecatedUse && {
          use: request.deprecatedUse,
          operation: request.routeOptions.config.endpoint?.id ?? 'unmatched',
          userAgent: request.headers['user-agent'],
        },
      },
      observed.flow,
    )
  }
  const observe = (request: FastifyRequest, reply: FastifyReply) => {
    const { traceparent, tracestate } = request.headers as Record<string, string | undefined>
    const span = tracer?.open(parseTraceContext(traceparent, tracestate))
    request.observed = {
      flow: { requestId: request.id, span },
      span,
      startedMs: performance.now(),
      address: undefined,
    }
    underWay.set(request, reply)
    onRequestStart?.()
    const { raw } = reply
    raw.on('finish', () => end(request, raw.statusCode))
    raw.on('close', () => end(request, CALLER_WENT_AWAY))
  }
  // Node asks for the address when it is first read, which a connection that has ended has none of.
  server.server.on('connection', (socket) => void socket.remoteAddress)
  server.decorateRequest('observed', undefined as unknown as Observed)
  return { observe, underWay }
}
