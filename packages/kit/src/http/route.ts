import type { IncomingHttpHeaders } from 'node:http'
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestHookHandler,
  RouteOptions,
} from 'fastify'
import type { z } from 'zod'
import { recordStatements, type StatementRecord } from '../db/database.ts'
import { runInFlow } from '../telemetry/flow.ts'
import { answerSerializer } from './answer-serializer.ts'
import type { ServerOptions } from './create-server.ts'
import { answersFrom, isCachedAnswer, type Cached } from './cached-answer.ts'
import { checkAnswer, checkStatements } from './check-answer.ts'
import { deliveryOf } from './deliver.ts'
import { deprecationWarner } from './deprecation-warner.ts'
import { schemaOf, successStatus, urlOf, type Endpoint } from './endpoint.ts'
import type { Binding, Principal, RequestInfo } from './handler.ts'
import { answererByKey, idempotencyKeyOf } from './idempotency-key.ts'
import type { Identify } from './identification.ts'
import { errorsOf, TRANSPORT_ERRORS } from './implied-errors.ts'
import { expectationOf, preconditionRefuser } from './expectation.ts'
import { versionReader, type FormerVersion } from './former-version.ts'
import { refuseExceeded } from './limiter.ts'
import { addressOf } from './observe-requests.ts'
import { parseRequest } from './parse.ts'

declare module 'fastify' {
  interface FastifyRequest {
    statements?: StatementRecord[]
    /** Set where the request has a body, before that is read, when its caller knows an older version of the operation. */
    former?: FormerVersion
  }
  interface FastifyContextConfig {
    endpoint?: Endpoint
  }
}

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+*-]+\s*(?:;|$)/
const JSON_TYPE = 'application/json; charset=utf-8'

/** Which uses of a session cookie are safe for an endpoint: any, only from trusted origins, or none. */
export type CookieUse = 'allowed' | 'same_origin' | 'refused'

/**
 * Finds out who calls. Resolves to undefined when no credentials were sent. Without `mayLookUp`, those that anybody could have made
 * up are valid only when this process knows them already.
 * @throws AppError `auth.required`, or another 401, when those sent are not valid, or another when this caller may not use the
 * endpoint.
 */
export type Authenticate<Actor> = (
  headers: IncomingHttpHeaders,
  cookie: CookieUse,
  endpoint: Endpoint,
  mayLookUp: boolean,
) => Promise<Actor | undefined>

/** Puts one endpoint on the server. A request meets: authentication, permission, validation, limit, handler. */
export function registerRoute<Deps, Actor extends Principal>(
  server: FastifyInstance,
  prefix: string,
  binding: Binding<Deps, Actor>,
  options: ServerOptions<Deps, Actor>,
  identify: Identify<Actor>,
): void {
  const { endpoint } = binding
  refuseUnknownCodes(endpoint, options)
  const begin = beginning(endpoint, options)
  const hasBody = endpoint.method !== 'GET'
  const route: RouteOptions = {
    // One handler for both: what is sent for HEAD is decided by `deliver`, and Node leaves the body out.
    method: endpoint.method === 'GET' ? ['GET', 'HEAD'] : endpoint.method,
    exposeHeadRoute: false,
    url: urlOf(prefix, endpoint),
    config: { endpoint },
    ...answersOf(endpoint),
    // What comes in is checked by the contract's own schemas.
    validatorCompiler: () => () => true,
    ...(endpoint.bodyLimit !== undefined && { bodyLimit: endpoint.bodyLimit }),
    ...(hasBody && { onRequest: beforeBody(begin) }),
    handler: answerer(prefix, binding, options, identify, hasBody ? ({ former }) => former : begin),
  }
  if (endpoint.streams !== undefined) registerStreaming(server, route, endpoint)
  else if (endpoint.otherBodies === 'ignored' && endpoint.method !== 'GET') registerIgnoring(server, route)
  else server.route(route)
}

type Begin = (request: FastifyRequest, reply: FastifyReply) => FormerVersion | undefined

/** What an answer says whatever becomes of the request: what it depends on, that it is on its way out, the version it is in. */
function beginning<Deps, Actor extends Principal>(
  endpoint: Endpoint,
  options: ServerOptions<Deps, Actor>,
): Begin {
  const delivery = deliveryOf(endpoint)
  const warn = deprecationWarner(endpoint, options)
  const readVersion = endpoint.versions && versionReader(endpoint.id, endpoint.versions, options.changesGuide)
  return (request, reply) => {
    delivery.begin(reply)
    warn?.(request, reply)
    return readVersion?.(request, reply)
  }
}

/** So that refusals of the body say it too, and what has ended reads none. */
const beforeBody =
  (begin: Begin): onRequestHookHandler =>
  (request, reply, done) => {
    try {
      const former = begin(request, reply)
      if (former) request.former = former
    } catch (error) {
      return done(error as Error)
    }
    done()
  }

/** In a scope of its own: other endpoints go on refusing what they do not read. */
function registerIgnoring(server: FastifyInstance, route: RouteOptions): void {
  void server.register((scope, _options, done) => {
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, parsed) => parsed(null))
    // What is no media type is none that is read here.
    scope.addHook('onRequest', (request, _reply, next) => {
      const { headers } = request
      const type = headers['content-type']
      if (type !== undefined && !MEDIA_TYPE.test(type)) headers['content-type'] = 'application/octet-stream'
      next()
    })
    scope.route(route)
    done()
  })
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

/** Statuses with a body are named to the server, which asks for the serializer of each. */
function answersOf({ responses }: Endpoint): Pick<RouteOptions, 'schema' | 'serializerCompiler'> {
  const schemas = new Map<string, z.ZodType>()
  for (const [status, response] of Object.entries(responses)) {
    const schema = schemaOf(response)
    if (schema) schemas.set(status, schema)
  }
  return {
    schema: { response: Object.fromEntries(schemas.keys().map((status) => [status, {}])) },
    serializerCompiler: ({ httpStatus }) => answerSerializer(schemas.get(httpStatus!)!),
  }
}

function answerer<Deps, Actor extends Principal>(
  prefix: string,
  { endpoint, run }: Binding<Deps, Actor>,
  options: ServerOptions<Deps, Actor>,
  identify: Identify<Actor>,
  begin: Begin,
) {
  const success = successStatus(endpoint)
  const media = contentTypes(endpoint)
  const delivery = deliveryOf(endpoint)
  const answerByKey = keyedAnswererOf(prefix, endpoint, options)
  const cachedFor = cachedOf(endpoint, options)
  const refusePrecondition = preconditionRefuser(endpoint)
  // Where there is nothing to count, nothing is watched, unless that is tested.
  const isCounted = options.strict || endpoint.statements > 0
  const answerRequest = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const former = begin(request, reply)
    const actor = endpoint.permission === 'public' ? undefined : await identify(endpoint, request, reply)
    const input = parseRequest(endpoint, request.params, former ? former.up(request) : request)
    refusePrecondition?.(request)
    const key = answerByKey && idempotencyKeyOf(request)
    const account = endpoint.account?.(input.body as never, input.query as never)
    const taken = options.limiter.take({
      endpoint: endpoint.id,
      address: addressOf(request),
      ...countedAs(endpoint, actor, options),
      account,
    })
    const decision = taken instanceof Promise ? await taken : taken
    reply.headers(decision.headers)
    if (!decision.allowed) throw refuseExceeded(decision)
    reply.code(success)
    const statements: StatementRecord[] = (request.statements = [])
    const answer = {
      status: (status: number) => void reply.code(status),
      header: (name: string, value: string) => void reply.header(name, value),
    }
    const respond = async (deps: Deps) => {
      const earlier = statements.length
      const body = await run({
        deps,
        actor,
        ...input,
        request: infoOf(request),
        answer,
        expected: endpoint.ifMatch && expectationOf(request),
        cached: cachedFor(former),
      })
      if (options.strict) checkStatements(endpoint, statements.slice(earlier))
      const type = media.get(reply.statusCode)
      if (body !== undefined && !reply.hasHeader('content-type')) reply.type(type ?? JSON_TYPE)
      if (isCachedAnswer(body)) return body
      if (options.strict) checkAnswer(endpoint, reply.statusCode, body)
      return former?.write && reply.statusCode === success ? former.write(body, options.strict) : body
    }
    const respondOnce = () =>
      key === undefined
        ? respond(options.deps)
        : answerByKey!(request, reply, { subject: actor!.subject, key, input }, respond)
    const body = await (isCounted ? recordStatements(statements, respondOnce) : respondOnce())
    return delivery.send(request, reply, body, actor !== undefined)
  }
  return (request: FastifyRequest, reply: FastifyReply) =>
    runInFlow(request.observed.flow, () => answerRequest(request, reply))
}

/** What handlers answer from, for callers of this version and of each former one. */
function cachedOf<Deps, Actor extends Principal>(
  endpoint: Endpoint,
  { cache, strict }: ServerOptions<Deps, Actor>,
): (former: FormerVersion | undefined) => Cached<unknown> {
  const success = successStatus(endpoint)
  const schema = schemaOf(endpoint.responses[success]!)
  const serialize = schema ? answerSerializer(schema) : JSON.stringify
  const make = (former: FormerVersion | undefined) =>
    answersFrom(cache, former ? `${endpoint.id} before ${former.until}` : endpoint.id, (body) => {
      if (strict) checkAnswer(endpoint, success, body)
      return former?.write ? former.write(body, strict) : serialize(body)
    })
  const current = make(undefined)
  const formers = new Map<FormerVersion, Cached<unknown>>()
  return (former) => {
    if (former === undefined) return current
    const known = formers.get(former) ?? make(former)
    formers.set(former, known)
    return known
  }
}

function keyedAnswererOf<Deps, Actor extends Principal>(
  prefix: string,
  endpoint: Endpoint,
  { keyed, errorFormat }: ServerOptions<Deps, Actor>,
) {
  if (!endpoint.idempotencyKey) return undefined
  if (!keyed)
    throw new Error(`endpoint ${endpoint.id} takes an Idempotency-Key, and the server keeps no answers`)
  return answererByKey(endpoint, urlOf(prefix, endpoint), keyed, errorFormat)
}

/** Persons are counted by their class; an API key, by itself, in that of keys. */
function countedAs<Deps, Actor extends Principal>(
  { limit }: Endpoint,
  actor: Actor | undefined,
  { apiKeyLimit }: ServerOptions<Deps, Actor>,
) {
  if (actor?.apiKey && limit === apiKeyLimit?.insteadOf)
    return { limit: apiKeyLimit.limit, subject: `key ${actor.apiKey.keyId}` }
  return { limit, subject: actor?.subject }
}

function infoOf(request: FastifyRequest): RequestInfo {
  return {
    id: request.id,
    address: addressOf(request),
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
