import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { runInFlow, type Flow } from '../telemetry/flow.ts'
import { parseTraceparent } from '../telemetry/trace-context.ts'
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
  ended: boolean
}

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
  /** Hears of every request once it has ended, answered or not. It runs in the flow of the request. */
  onRequest?: (record: RequestRecord) => void
  /** Makes a span of every request, below that of a caller who sends `traceparent`. */
  tracer?: Tracer
}

const CALLER_WENT_AWAY = 499

/**
 * Gives each request its flow, and tells the observer of it.
 * @returns what to call with a request that the router refuses before any hook has run.
 */
export function observeRequests(
  server: FastifyInstance,
  { onRequestStart, onRequest, tracer }: RequestObserver,
): (request: FastifyRequest, reply: FastifyReply) => void {
  const start = (request: FastifyRequest) => {
    const { traceparent } = request.headers
    const span = tracer?.open(parseTraceparent(traceparent as string | undefined))
    const flow = { requestId: request.id, span }
    request.observed = { flow, span, startedMs: performance.now(), ended: false }
    onRequestStart?.()
  }
  const end = (request: FastifyRequest, status: number) => {
    const { observed } = request
    if (observed.ended) return
    observed.ended = true
    const durationMs = performance.now() - observed.startedMs
    if (tracer && observed.span?.sampled) tracer.end(observed.span, serverSpan(request, status, durationMs))
    if (!onRequest) return
    const record = {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unmatched',
      path: request.url.split('?', 1)[0]!,
      status,
      durationMs,
      address: request.ip,
      statements: request.statements?.length ?? 0,
      apiVersion: request.apiVersion,
      deprecated: request.deprecatedUse && {
        use: request.deprecatedUse,
        operation: request.routeOptions.config.endpoint?.id ?? 'unmatched',
        userAgent: request.headers['user-agent'],
      },
    }
    runInFlow(observed.flow, () => onRequest(record))
  }
  server.decorateRequest('observed', undefined as unknown as Observed)
  server.addHook('onRequest', (request, _reply, done) => {
    start(request)
    done()
  })
  server.addHook('onResponse', (request, reply, done) => {
    end(request, reply.statusCode)
    done()
  })
  server.addHook('onRequestAbort', (request, done) => {
    end(request, CALLER_WENT_AWAY)
    done()
  })
  return (request, reply) => {
    start(request)
    reply.raw.once('close', () => end(request, reply.raw.statusCode))
  }
}
