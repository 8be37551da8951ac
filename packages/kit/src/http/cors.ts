import type { FastifyInstance } from 'fastify'

export interface CorsOptions {
  /** Origins that may read answers, such as `https://app.example.com`. Everyone else gets no CORS header. */
  origins: readonly string[]
  /** Answer headers that scripts of those origins may read. */
  exposedHeaders: readonly string[]
}

const METHODS = 'GET, POST, PUT, DELETE, PATCH, OPTIONS'
const REQUEST_HEADERS =
  'Authorization, Content-Type, Accept, Origin, X-Requested-With, X-Request-Id, Idempotency-Key'
const PREFLIGHT_SECONDS = '600'

/** Cross-origin sharing with configured origins only, credentials allowed, on every answer including errors. */
export function registerCors(server: FastifyInstance, { origins, exposedHeaders }: CorsOptions): void {
  const allowed = new Set(origins)
  const exposed = exposedHeaders.join(', ')
  server.addHook('onRequest', (request, reply, done) => {
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    const isPreflight =
      request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
    if (origin !== undefined && allowed.has(origin)) {
      reply.header('access-control-allow-origin', origin)
      reply.header('access-control-allow-credentials', 'true')
      if (isPreflight) {
        reply.header('access-control-allow-methods', METHODS)
        reply.header('access-control-allow-headers', REQUEST_HEADERS)
        reply.header('access-control-max-age', PREFLIGHT_SECONDS)
      } else reply.header('access-control-expose-headers', exposed)
    }
    if (isPreflight) {
      reply.code(204).send()
      return
    }
    done()
  })
}
