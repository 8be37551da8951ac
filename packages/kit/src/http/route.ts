import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { recordStatements, type StatementRecord } from '../db/database.ts'
import { AppError, type FieldError } from '../errors/app-error.ts'
import { runInFlow } from '../telemetry/flow.ts'
import type { ServerOptions } from './create-server.ts'
import { deliveryOf } from './deliver.ts'
import { schemaOf, successStatus, urlOf, type Endpoint } from './endpoint.ts'
import { fail } from './errors.ts'
import type { Binding, Principal, RequestInfo } from './handler.ts'
import { errorsOf, TRANSPORT_ERRORS } from './implied-errors.ts'
import { expectationOf } from './expectation.ts'
import { invalidRequest, parsePart } from './parse.ts'
import { answerSchema } from './wire-schema.ts'

declare module 'fastify' {
  interface FastifyRequest {
    statements?: StatementRecord[]
  }
  interface FastifyContextConfig {
    endpoint?: Endpoint
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** Which uses of a session cookie are safe for an endpoint: any, only from trusted origins, or none. */
export type CookieUse = 'allowed' | 'same_origin' | 'refused'

/**
 * Finds out who calls. Resolves to undefined when no credentials were sent.
 * @throws AppError `auth.required` when those sent are not valid, or another when this caller may not use the endpoint.
 */
export type Authenticate<Actor> = (
  headers: IncomingHttpHeaders,
  cookie: CookieUse,
  endpoint: Endpoint,
) => Promise<Actor | undefined>

/** Puts one endpoint on the server. A request meets: authentication, permission, validation, limit, handler. */
export function registerRoute<Deps, Actor extends Principal>(
  server: FastifyInstance,
  prefix: string,
  binding: Binding<Deps, Actor>,
  options: ServerOptions<Deps, Actor>,
): void {
  const { endpoint } = binding
  refuseUnknownCodes(endpoint, options)
  const route: RouteOptions = {
    // One handler for both: what is sent for HEAD is decided by `deliver`, and Node leaves the body out.
    method: endpoint.method === 'GET' ? ['GET', 'HEAD'] : endpoint.method,
    exposeHeadRoute: false,
    url: urlOf(prefix, endpoint),
    config: { endpoint },
    schema: { response: serializers(endpoint) },
    // Answers are compiled to serializers; what comes in is checked by the contract's own schemas.
    validatorCompiler: () => () => true,
    ...(endpoint.bodyLimit !== undefined && { bodyLimit: endpoint.bodyLimit }),
    handler: answerer(binding, options),
  }
  if (endpoint.streams === undefined) server.route(route)
  else registerStreaming(server, route, endpoint)
}

/** In a scope of its own: other endpoints go on refusing the media type. */
function registerStreaming(
  server: FastifyInstance,
  route: RouteOptions,
  { streams, body }: Pick<Endpoint, 'streams' | 'body'>,
): void {
  void server.register((scope, _options, done) => {
    if (body === undefined) scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(streams!, (_request, _payload, parsed) => parsed(null))
    scope.route(route)
    done()
  })
}

function refuseUnknownCodes(endpoint: Endpoint, { errors }: { errors: ReadonlyMap<string, unknown> }): void {
  for (const code of [...errorsOf(endpoint), ...TRANSPORT_ERRORS]) {
    if (!errors.has(code))
      throw new Error(`endpoint ${endpoint.id} names the error ${code}, which no feature defines`)
  }
}

function serializers({ responses }: Endpoint): Record<string, unknown> {
  const compiled: Record<string, unknown> = {}
  for (const [status, response] of Object.entries(responses)) {
    const schema = schemaOf(response)
    if (schema) compiled[status] = answerSchema(schema)
  }
  return compiled
}

function answerer<Deps, Actor extends Principal>(
  { endpoint, run }: Binding<Deps, Actor>,
  options: ServerOptions<Deps, Actor>,
) {
  const success = successStatus(endpoint)
  const media = contentTypes(endpoint)
  const delivery = deliveryOf(endpoint)
  const answerRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    delivery.begin(reply)
    const actor = await identify(endpoint, request, options)
    const input = parseRequest(endpoint, request)
    const account = endpoint.account?.(input.body as never, input.query as never)
    const decision = await options.limiter.take({
      endpoint: endpoint.id,
      limit: endpoint.limit,
      address: request.ip,
      subject: actor?.subject,
      account,
    })
    reply.headers(decision.headers)
    if (!decision.allowed) {
      const seconds = decision.retryAfterS
      throw fail('limit.exceeded', { seconds }, { headers: { 'retry-after': String(seconds) } })
    }
    reply.code(success)
    const statements: StatementRecord[] = (request.statements = [])
    const answer = {
      status: (status: number) => void reply.code(status),
      header: (name: string, value: string) => void reply.header(name, value),
    }
    const body = await recordStatements(statements, () =>
      run({
        deps: options.deps,
        actor,
        ...input,
        request: infoOf(request),
        answer,
        expected: endpoint.ifMatch && expectationOf(request, reply),
      }),
    )
    if (options.strict) checkAnswer(endpoint, reply.statusCode, body, statements)
    const type = media.get(reply.statusCode)
    if (body !== undefined && !reply.hasHeader('content-type')) reply.type(type ?? JSON_TYPE)
    return delivery.send(request, reply, body, actor !== undefined)
  }
  return (request: FastifyRequest, reply: FastifyReply) =>
    runInFlow(request.observed.flow, () => answerRequest(request, reply))
}

async function identify<Deps, Actor extends Principal>(
  endpoint: Endpoint,
  request: FastifyRequest,
  { authenticate }: ServerOptions<Deps, Actor>,
): Promise<Actor | undefined> {
  const { permission } = endpoint
  if (permission === 'public') return undefined
  const isSafe = request.method === 'GET' || request.method === 'HEAD'
  const cookie = isSafe ? 'allowed' : endpoint.allowCookie ? 'same_origin' : 'refused'
  if (permission === 'optional') {
    return authenticate(request.headers, cookie, endpoint).catch((error: unknown) => {
      if (error instanceof AppError && error.status === 401) return undefined
      throw error
    })
  }
  const actor = await authenticate(request.headers, cookie, endpoint)
  if (actor === undefined) throw fail('auth.required')
  if (permission !== 'signed_in' && !actor.permissions.has(permission)) throw fail('auth.forbidden')
  return actor
}

function parseRequest({ params, query, body }: Endpoint, request: FastifyRequest) {
  const problems: FieldError[] = []
  const input = {
    params: parsePart(params, 'path', request.params, problems),
    query: parsePart(query, 'query', request.query, problems),
    body: parsePart(body, 'body', request.body, problems),
  }
  if (problems.length > 0) throw invalidRequest(problems)
  return input
}

function infoOf(request: FastifyRequest): RequestInfo {
  return {
    id: request.id,
    address: request.ip,
    userAgent: request.headers['user-agent'],
    headers: request.headers,
    raw: request.raw,
  }
}

function contentTypes({ responses }: Endpoint): Map<number, string> {
  const types = new Map<number, string>()
  for (const [status, response] of Object.entries(responses)) {
    if (response !== null && 'contentType' in response) types.set(Number(status), response.contentType)
  }
  return types
}

function checkAnswer(
  endpoint: Endpoint,
  status: number,
  body: unknown,
  statements: readonly StatementRecord[],
): void {
  if (statements.length > endpoint.statements) {
    const names = statements.map(({ name }) => name).join(', ')
    throw new Error(
      `${endpoint.id} declares ${endpoint.statements} statements and ran ${statements.length}: ${names}`,
    )
  }
  const response = endpoint.responses[status]
  if (response === undefined)
    throw new Error(`${endpoint.id} answered ${status}, which its contract does not list`)
  const parsed = schemaOf(response)?.safeParse(body)
  if (parsed?.error)
    throw new Error(
      `${endpoint.id} answered ${status} with another shape than its contract: ${parsed.error.message}`,
    )
}
