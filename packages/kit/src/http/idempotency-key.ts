import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '../db/database.ts'
import type { Endpoint } from './endpoint.ts'
import { fail } from './errors.ts'
import type { Binding } from './handler.ts'
import { renderProblem, toAppError, type ErrorFormat } from './problem.ts'

interface KeyedRequest {
  subject: string
  operation: string
  key: string
  fingerprint: Buffer
}

interface KeptAnswer {
  status: number
  headers: Record<string, string>
  body: string | null
}

/** What answers requests that carry an `Idempotency-Key`. */
export interface KeyedAnswering<Deps> {
  /** Carries a request out in a transaction of `db` that keeps its answer too, or finds the answer it was given before. */
  answer: (
    request: KeyedRequest,
    work: (db: Db) => Promise<KeptAnswer>,
    refusal: (error: unknown) => KeptAnswer | undefined,
  ) => Promise<{ answer: KeptAnswer; isRepeated: boolean }>
  /** What handlers depend on, on that database. */
  depsOn: (db: Db) => Deps
}

/** Longest key. */
const MAX_LENGTH = 255
const BARE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"(?:;.*)?$/

/**
 * The key of a request: a structured-field string as draft-ietf-httpapi-idempotency-key-header asks, or bare, as most clients
 * send it. Undefined when there is none.
 * @throws AppError `request.malformed_key`
 */
export function idempotencyKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const sent = headers['idempotency-key'] as string | undefined
  if (sent === undefined) return undefined
  const key = BARE.test(sent) ? sent : QUOTED.exec(sent)?.[1]?.replaceAll(/\\(.)/g, '$1')
  if (key === undefined || key.length > MAX_LENGTH) throw fail('request.malformed_key')
  return key
}

/** Lets the endpoints that change something for somebody signed in take an `Idempotency-Key`, but those that say they do not. */
export function takingKeys<Deps, Actor>(bindings: readonly Binding<Deps, Actor>[]): Binding<Deps, Actor>[] {
  return bindings.map(({ endpoint, run }) => ({
    run,
    endpoint: { ...endpoint, idempotencyKey: endpoint.idempotencyKey ?? mayTakeKey(endpoint) },
  }))
}

const mayTakeKey = ({ method, permission, streams }: Endpoint): boolean =>
  method !== 'GET' && permission !== 'public' && permission !== 'optional' && streams === undefined

/**
 * Answers the requests of one endpoint that carry a key: gives the body to send, and sets status and headers of a repeated answer.
 * `respond` is the handler; it must set everything but the body on the reply.
 */
export function answererByKey<Deps>(
  endpoint: Endpoint,
  url: string,
  { answer, depsOn }: KeyedAnswering<Deps>,
  errorFormat: ErrorFormat,
) {
  const operation = `${endpoint.method} ${url}`
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    { subject, key, input }: Pick<KeyedRequest, 'subject' | 'key'> & { input: object },
    respond: (deps: Deps) => Promise<unknown>,
  ): Promise<string | undefined> => {
    const fingerprint = fingerprintOf(request, input)
    const { answer: kept, isRepeated } = await answer(
      { subject, operation, key, fingerprint },
      async (db) => {
        const before = new Set(Object.keys(reply.getHeaders()))
        return toKept(endpoint, reply, await respond(depsOn(db)), before)
      },
      (error) => toKeptRefusal(error, errorFormat, request.id),
    )
    if (isRepeated) reply.code(kept.status).headers({ ...kept.headers, 'idempotency-replayed': 'true' })
    return kept.body ?? undefined
  }
}

/**
 * Of what the contract made of a request, fields that it does not know, however deep, having no part in it; of the version it was
 * answered in: a kept answer is in that one; and of what it expected, where it said so: who has read again asks for something else.
 */
function fingerprintOf({ apiVersion, headers }: FastifyRequest, input: object): Buffer {
  const expected = headers['if-match']
  return createHash('sha256')
    .update(JSON.stringify([apiVersion, input, ...(expected === undefined ? [] : [expected])]))
    .digest()
}

function toKept(
  endpoint: Endpoint,
  reply: FastifyReply,
  body: unknown,
  before: ReadonlySet<string>,
): KeptAnswer {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (before.has(name)) continue
    if (name === 'set-cookie') throw unkeepable(endpoint, 'a cookie')
    headers[name] = String(value)
  }
  const status = reply.statusCode
  if (body === undefined || body === null) return { status, headers, body: null }
  if (typeof body === 'string') return { status, headers, body }
  if (Buffer.isBuffer(body) || typeof (body as { pipe?: unknown }).pipe === 'function')
    throw unkeepable(endpoint, 'bytes')
  return { status, headers, body: reply.serialize(body as object) as string }
}

const unkeepable = ({ id }: Endpoint, what: string) =>
  new Error(`${id} answers ${what}, which is not kept: declare \`idempotencyKey: false\``)

/** What a repeated request would meet again. Failures of the server, and what passes, are not kept. */
function toKeptRefusal(thrown: unknown, errorFormat: ErrorFormat, requestId: string): KeptAnswer | undefined {
  const error = toAppError(thrown)
  const { status, retryable } = error
  if (status >= 500 || status === 401 || retryable) return undefined
  const headers = { 'content-type': `${errorFormat.contentType}; charset=utf-8`, 'cache-control': 'no-store' }
  return {
    status,
    headers: { ...error.headers, ...headers },
    body: JSON.stringify(renderProblem(errorFormat, error, requestId)),
  }
}
