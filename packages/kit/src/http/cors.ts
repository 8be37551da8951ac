import type { FastifyReply, FastifyRequest } from 'fastify'

export interface CorsOptions {
  /** Origins that may read answers, such as `https://app.example.com`. Everyone else gets no CORS header. */
  origins: readonly string[]
  /** Answer headers that scripts of those origins may read. */
  exposedHeaders: readonly string[]
}

const METHODS = 'GET, POST, PUT, DELETE, PATCH, OPTIONS'
const REQUEST_HEADERS =
  'Authorization, Content-Type, Accept, Origin, X-Requested-With, X-Request-Id, If-None-Match, If-Match, Idempotency-Key, X-API-Key, API-Version'
const PREFLIGHT_SECONDS = '600'

const isPreflight = ({ method, headers }: FastifyRequest) =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined

/**
 * Cross-origin sharing with configured origins only, credentials allowed, for every answer including errors.
 * What it returns sets the headers of an answer, and answers a preflight: then it is true and nothing is left to do.
 */
export function createCors({ origins, exposedHeaders }: CorsOptions) {
  const allowed = new Set(origins)
  const exposed = exposedHeaders.join(', ')
  return (request: FastifyRequest, reply: FastifyReply): boolean => {
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    const preflight = isPreflight(request)
    if (origin !== undefined && allowed.has(origin)) {
      reply.header('access-control-allow-origin', origin)
      reply.header('access-control-allow-credentials', 'true')
      if (preflight) {
        reply.header('access-control-allow-methods', METHODS)
        reply.header('access-control-allow-headers', REQUEST_HEADERS)
        reply.header('access-control-max-age', PREFLIGHT_SECONDS)
      } else reply.header('access-control-expose-headers', exposed)
    }
    if (preflight) reply.code(204).send()
    return preflight
  }
}
