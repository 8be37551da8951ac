import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AppError } from '../errors/app-error.ts'
import { asRegistered } from '../errors/define-errors.ts'
import { runInFlow } from '../telemetry/flow.ts'
import type { ServerOptions } from './create-server.ts'
import type { Principal } from './handler.ts'
import { errorsOf, TRANSPORT_ERRORS } from './implied-errors.ts'
import { renderProblem, toAppError } from './problem.ts'

type Options<Deps, Actor extends Principal> = Pick<
  ServerOptions<Deps, Actor>,
  'errorFormat' | 'errors' | 'onFault' | 'strict'
>

/** The one place where an error becomes an answer. */
export function registerErrorHandling<Deps, Actor extends Principal>(
  server: FastifyInstance,
  options: Options<Deps, Actor>,
): void {
  server.setErrorHandler((thrown, request, reply) => {
    const { endpoint } = request.routeOptions.config
    let error = asRegistered(options.errors, toAppError(thrown, endpoint))
    if (options.strict && !isDeclared(error, request)) {
      error = toAppError(
        new Error(`${endpoint?.id} answered ${error.code}, which its contract does not list`),
      )
    }
    // Those who look after the service hear of it; whatever else is unavailable tells by itself.
    if (error.status === 500 || error.code === 'server.out_of_space') {
      const { id, method, routeOptions } = request
      runInFlow(request.observed.flow, () =>
        options.onFault?.(error.cause ?? thrown, { id, method, route: routeOptions.url ?? 'unmatched' }),
      )
    }
    return sendError(reply, request, error, options)
  })
}

function isDeclared({ code }: AppError, request: FastifyRequest): boolean {
  const { endpoint } = request.routeOptions.config
  return (
    endpoint === undefined ||
    errorsOf(endpoint).includes(code) ||
    TRANSPORT_ERRORS.some((known) => known === code)
  )
}

function sendError<Deps, Actor extends Principal>(
  reply: FastifyReply,
  request: FastifyRequest,
  error: AppError,
  { errorFormat }: Options<Deps, Actor>,
): FastifyReply {
  const { status, headers } = error
  const body = renderProblem(errorFormat, error, request.id)
  reply.code(status).headers(headers).header('cache-control', 'no-store')
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  // Serialized here: the response schemas of the route describe successes only.
  return reply
    .type(`${errorFormat.contentType}; charset=utf-8`)
    .serializer((text: string) => text)
    .send(JSON.stringify(body))
}
