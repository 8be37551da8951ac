import type { FastifyReply, FastifyRequest } from 'fastify'
import { systemClock, type Clock } from '../clock/clock.ts'
import { AppError } from '../errors/app-error.ts'
import { addressBlock } from '../ids/address-block.ts'
import type { ServerOptions } from './create-server.ts'
import type { Endpoint } from './endpoint.ts'
import { fail } from './errors.ts'
import type { Principal } from './handler.ts'
import { refuseExceeded } from './limiter.ts'
import { addressOf } from './observe-requests.ts'
import { isInScope } from './scopes.ts'

type Options<Deps, Actor extends Principal> = Pick<
  ServerOptions<Deps, Actor>,
  'authenticate' | 'limiter' | 'refusedLimit' | 'clock'
>

/**
 * Who calls an endpoint that is not public; undefined for guests of one that is open to them.
 * @throws AppError `auth.required`, `auth.out_of_scope` or `auth.forbidden`, `limit.exceeded` when too many credentials of this
 * address were refused, or what the app's authentication throws
 */
export type Identify<Actor> = (
  endpoint: Endpoint,
  request: FastifyRequest,
  reply: FastifyReply,
) => Promise<Actor | undefined>

/**
 * Finds out who calls. Credentials that are refused are charged to their address in the class `refusedLimit`. Once that is used up,
 * refusals are answered by 429, and what this process has not met as valid is not looked up: guesses cost no statement.
 * What is valid is never charged, and is let in all the same when it is known here.
 */
export function createIdentification<Deps, Actor extends Principal>({
  authenticate,
  limiter,
  refusedLimit,
  clock = systemClock,
}: Options<Deps, Actor>): Identify<Actor> {
  const exhausted = createExhausted(clock)

  const charge = async (request: FastifyRequest, reply: FastifyReply, limit: string): Promise<void> => {
    const address = addressOf(request)
    // By the name of its class, which is that of no operation: rates of single operations do not apply.
    const decision = await limiter.take({ endpoint: limit, limit, address })
    reply.headers(decision.headers)
    if (decision.allowed) return
    exhausted.add(address, decision.retryAfterS)
    throw refuseExceeded(decision)
  }

  return async (endpoint, request, reply) => {
    const { permission } = endpoint
    const isSafe = request.method === 'GET' || request.method === 'HEAD'
    const cookie = isSafe ? 'allowed' : endpoint.allowCookie ? 'same_origin' : 'refused'
    let actor: Actor | undefined
    try {
      const mayLookUp = exhausted.isEmpty() || !exhausted.has(addressOf(request))
      actor = await authenticate(request.headers, cookie, endpoint, mayLookUp)
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 401) throw error
      if (refusedLimit !== undefined) await charge(request, reply, refusedLimit)
      if (permission !== 'optional') throw error
    }
    if (permission === 'optional') return actor && isInScope(endpoint, actor) ? actor : undefined
    if (actor === undefined) throw fail('auth.required')
    if (!isInScope(endpoint, actor)) throw fail('auth.out_of_scope')
    if (permission !== 'signed_in' && !actor.permissions.has(permission)) throw fail('auth.forbidden')
    return actor
  }
}

const MAX_EXHAUSTED = 10_000

/** Addresses that may not guess for a while, the networks of IPv6 as one. Beyond a number the oldest are forgotten, and charged anew. */
function createExhausted(clock: Clock) {
  const endsMs = new Map<string, number>()
  return {
    isEmpty: () => endsMs.size === 0,
    has: (address: string): boolean => {
      const block = addressBlock(address)
      const isOver = (endsMs.get(block) ?? 0) <= clock.nowMs()
      if (isOver) endsMs.delete(block)
      return !isOver
    },
    add: (address: string, seconds: number): void => {
      endsMs.set(addressBlock(address), clock.nowMs() + seconds * 1000)
      if (endsMs.size > MAX_EXHAUSTED) endsMs.delete(endsMs.keys().next().value!)
    },
  }
}
