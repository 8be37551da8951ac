import compress from '@fastify/compress'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import { createReadiness, type YogaData } from './yoga-data.ts'

/** Who calls, as far as a limit is concerned; the guards put the verified claims there. */
export interface Claims {
  sub: string
}

/** Far above what one run sends. */
export const NO_LIMIT = 1_000_000_000

/** The plugins that a server on Fastify usually has, set up as their documentation shows. */
export async function registerUsualPlugins(server: FastifyInstance, data: YogaData): Promise<void> {
  await server.register(helmet)
  await server.register(cors, { origin: ['http://localhost:5173'], credentials: true })
  await server.register(compress)
  const isReady = createReadiness(data)
  await server.register(underPressure, {
    maxEventLoopDelay: 5_000,
    healthCheck: isReady,
    healthCheckInterval: 500,
  })
}

/** Counts persons by their id, everybody else by their address, once it is known who calls. */
export const registerRateLimit = (server: FastifyInstance) =>
  server.register(rateLimit, {
    max: NO_LIMIT,
    timeWindow: '1 minute',
    hook: 'preHandler',
    keyGenerator: (request) => (request.user as Claims | undefined)?.sub ?? request.ip,
  })

/** One line for each request. */
export function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        path: request.url.split('?', 1)[0],
        status: reply.statusCode,
        duration_ms: Math.round(reply.elapsedTime * 10) / 10,
        client_ip: request.ip,
      },
      'request',
    )
    done()
  })
}
