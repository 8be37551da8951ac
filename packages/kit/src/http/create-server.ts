import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import type { Cache } from '../cache/cache.ts'
import type { Clock } from '../clock/clock.ts'
import type { ErrorRegistry } from '../errors/define-errors.ts'
import { answerClientErrors } from './client-errors.ts'
import { createCors, type CorsOptions } from './cors.ts'
import type { DeprecationGuide } from './deprecation.ts'
import { registerErrorHandling } from './error-handling.ts'
import { fail } from './errors.ts'
import { giveUpLate } from './give-up-late.ts'
import type { Binding, Principal } from './handler.ts'
import { createIdentification } from './identification.ts'
import type { KeyedAnswering } from './idempotency-key.ts'
import type { Limiter } from './limiter.ts'
import { namesItsHost } from './named-host.ts'
import { observeRequests, type RequestObserver } from './observe-requests.ts'
import { malformedBody, type ErrorFormat } from './problem.ts'
import { registerRoute, type Authenticate } from './route.ts'
import { registerUnmatched } from './unmatched.ts'

/** Endpoints below one path prefix. */
export interface Mount<Deps, Actor> {
  prefix: string
  bindings: readonly Binding<Deps, Actor>[]
}

export interface ServerOptions<Deps, Actor extends Principal> extends RequestObserver {
  deps: Deps
  mounts: readonly Mount<Deps, Actor>[]
  authenticate: Authenticate<Actor>
  limiter: Limiter
  /** What handlers answer from by `cached`; absent, nothing is cached. */
  cache?: Cache
  errors: ErrorRegistry
  errorFormat: ErrorFormat
  headers: Readonly<Record<string, string>>
  cors: CorsOptions
  /** Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  bodyLimitBytes: number
  requestTimeoutMs: number
  /**
   * A connection with a request on which nothing moves for this long, or up to twice as long, is ended: its caller does not take
   * the answer. Longer than `requestTimeoutMs`; 40 s by default.
   */
  stallTimeoutMs?: number
  /** Whether the process is about to stop: the answers given then are the last of their connections. */
  isDraining?: () => boolean
  /** By which deprecated endpoints end and addresses may try credentials again; the system's by default. */
  clock?: Clock
  /** Where the changes of the API are explained: answers of what is deprecated lead there. */
  changesGuide?: DeprecationGuide
  /** Needed when an endpoint takes an `Idempotency-Key`. */
  keyed?: KeyedAnswering<Deps>
  /** The limit class that counts API keys, each by itself, in place of the one that counts persons. */
  apiKeyLimit?: { limit: string; insteadOf: string }
  /** The limit class that counts, by address, credentials that are refused; absent, nothing counts them. */
  refusedLimit?: string
  /** Fails an answer that its contract does not describe or that took too many statements. For tests. */
  strict: boolean
  /** Hears of errors that nobody foresaw, in the flow of their request. */
  onFault?: (error: unknown, request: { id: string; method: string; route: string }) => void
  logger?: FastifyBaseLogger
}

const STALL_TIMEOUT_MS = 40_000

const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/

/**
 * Builds the HTTP server of an app from its endpoints. It does not listen yet; `server.inject` answers in memory.
 * @throws Error when an endpoint names an error code that no feature defines, or two endpoints share an id or a route.
 */
export function createServer<Deps, Actor extends Principal>(
  options: ServerOptions<Deps, Actor>,
): FastifyInstance {
  const server: FastifyInstance = fastify({
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    bodyLimit: options.bodyLimitBytes,
    requestTimeout: options.requestTimeoutMs,
    http: {
      headersTimeout: options.requestTimeoutMs,
      // Node looks every 30 seconds for requests that do not arrive in time, unless told otherwise.
      connectionsCheckingInterval: 5_000,
      // The stream of a body that is not there costs as much as a log line.
      optimizeEmptyRequests: true,
      // It is refused all the same, in the form of the app.
      requireHostHeader: false,
      // Clients offer HTTP/2 by an upgrade, and take the answer of HTTP/1.1 (RFC 9110, 7.8): only sockets are opened by one.
      shouldUpgradeCallback: (request) =>
        request.headers.upgrade?.toLowerCase() === 'websocket' &&
        server.server.listenerCount('upgrade') > 0 &&
        namesItsHost(request),
    },
    connectionTimeout: options.stallTimeoutMs ?? STALL_TIMEOUT_MS,
    // Longer than common load balancers keep idle connections, so that they close first.
    keepAliveTimeout: 75_000,
    genReqId: ({ headers: { 'x-request-id': given } }) =>
      typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID(),
    requestIdHeader: false,
    clientErrorHandler: answerClientErrors(options.errorFormat, options.headers),
    // While it closes, the requests on open connections are answered, and are the last of their connection.
    return503OnClosing: false,
    // As much as a request line can hold: how long a parameter may be is for its schema to say.
    routerOptions: { maxParamLength: 16_384 },
    frameworkErrors: (error, request, reply) => {
      // What no route was found for has passed no hook.
      if (begin(request as never, reply as never)) return
      void server.errorHandler(error, request as never, reply as never)
    },
    ...(options.logger === undefined
      ? { logger: false }
      : { loggerInstance: options.logger, disableRequestLogging: true }),
  })
  const { observe, underWay } = observeRequests(server, options)
  giveUpLate(server, underWay, options.requestTimeoutMs)
  const share = createCors(options.cors)
  const begin = (request: FastifyRequest, reply: FastifyReply): boolean => {
    observe(request, reply)
    // No type is needed where there is no body, and nothing would tell its parser of the end.
    if (request.raw.readableEnded && request.headers['content-type'] !== undefined)
      delete request.headers['content-type']
    reply.headers(options.headers).header('x-request-id', request.id)
    if (options.isDraining?.()) reply.header('connection', 'close')
    return share(request, reply)
  }
  server.addHook('onRequest', (request, reply, done) => {
    if (begin(request, reply)) return
    if (namesItsHost(request.raw)) done()
    else done(fail('request.malformed_host', undefined, { headers: { connection: 'close' } }))
  })
  // What a caller expects that no server knows need not be met (RFC 9110, 10.1.1); Node would refuse it without a word.
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  )
  registerJsonBody(server)
  registerErrorHandling(server, options)
  const identify = createIdentification(options)
  const ids = new Set<string>()
  for (const { prefix, bindings } of options.mounts) {
    for (const binding of bindings) {
      if (ids.has(binding.endpoint.id)) throw new Error(`two endpoints have the id ${binding.endpoint.id}`)
      ids.add(binding.endpoint.id)
      registerRoute(server, prefix, binding, options, identify)
    }
  }
  registerUnmatched(server, options.mounts)
  return server
}

/**
 * JSON bodies: an empty one counts as absent (clients send the media type on every request), prototype keys are refused, and so
 * is what is not UTF-8: read all the same, it would be kept as question marks. Bodies of other types are refused, plain text too.
 */
function registerJsonBody(server: FastifyInstance): void {
  server.removeContentTypeParser('text/plain')
  const parse = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer
    if (bytes.length === 0) done(null, undefined)
    else if (isUtf8(bytes)) parse(request, bytes.toString(), done)
    else done(malformedBody())
  })
}
