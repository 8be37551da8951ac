import type { FastifyInstance } from 'fastify'
import type { Work } from '@groundwork/kit/app/app-definition'
import { configuredLimits } from '@groundwork/kit/app/limit-variables'
import { corsOriginsOf } from '@groundwork/kit/app/server-variables'
import { databaseErrors } from '@groundwork/kit/db/errors'
import { joinErrors, restateErrors } from '@groundwork/kit/errors/define-errors'
import { createServer, type Mount } from '@groundwork/kit/http/create-server'
import { httpErrors } from '@groundwork/kit/http/errors'
import type { Binding } from '@groundwork/kit/http/handler'
import { securityHeaders } from '@groundwork/kit/http/security-headers'
import { createLimiter } from '@groundwork/kit/limits/create-limiter'
import { docsRoutes } from '@groundwork/kit/openapi/docs-routes'
import { liveErrors } from '@groundwork/kit/realtime/refusals'
import type { Actor } from './actor.ts'
import { browserErrors } from './browsers/errors.ts'
import { browserRoutes } from './browsers/routes.ts'
import type { Deps } from './deps.ts'
import { errorFormat } from './error-format.ts'
import { limits } from './limits.ts'
import { pairingErrors } from './pairing/errors.ts'
import { pairingEnded, pairingFormed } from './pairing/events.ts'
import { pairingJobs, pairingSchedules, pairingSubscribers } from './pairing/jobs.ts'
import { pairingRoutes } from './pairing/routes.ts'
import { pageRoutes } from './page/routes.ts'
import { peopleErrors } from './people/errors.ts'
import { peopleJobs, peopleSchedules } from './people/jobs.ts'
import { peopleRoutes } from './people/routes.ts'
import { serviceRoutes } from './service/routes.ts'
import { tapErrors } from './taps/errors.ts'
import { tapJobs, tapSchedules } from './taps/jobs.ts'
import { tapRoutes } from './taps/routes.ts'

const docs = docsRoutes<Deps, Actor>({
  title: 'Navi API',
  documentFile: new URL('../generated/openapi.json', import.meta.url),
})

/** Every endpoint of Navi. */
export const mounts: readonly Mount<Deps, Actor>[] = [
  { prefix: '', bindings: [...pageRoutes, ...serviceRoutes, ...docs] },
  {
    prefix: '/api',
    bindings: asPhonesCall([...peopleRoutes, ...pairingRoutes, ...tapRoutes, ...browserRoutes]),
  },
]

/**
 * The endpoints as the phone application calls them: with a media type and no body, or with a body of a type that was never read;
 * and with a token that may be worth nothing.
 */
function asPhonesCall(bindings: readonly Binding<Deps, Actor>[]): Binding<Deps, Actor>[] {
  return bindings.map(({ endpoint, run }) => {
    const errors = new Set(endpoint.errors)
    if (endpoint.permission === 'signed_in') errors.add('token.invalid_token')
    return { run, endpoint: { ...endpoint, otherBodies: 'ignored', errors: [...errors] } }
  })
}

/** Every error code that Navi answers. */
export const errors = joinErrors(
  restateErrors(httpErrors, {
    // The phone application and its scripts know these sentences and this status.
    'auth.required': { detail: 'Access token required' },
    'request.invalid': { status: 400 },
  }),
  databaseErrors,
  liveErrors,
  peopleErrors,
  pairingErrors,
  tapErrors,
  browserErrors,
)

/** What runs behind the requests: every event with those who hear it, every job, every schedule. */
export const createWork = (deps: Deps): Work => ({
  events: [pairingFormed, pairingEnded],
  subscribers: [...pairingSubscribers(deps)],
  jobs: [...peopleJobs(deps), ...pairingJobs(deps), ...tapJobs(deps)],
  schedules: [...peopleSchedules, ...pairingSchedules, ...tapSchedules],
})

/** Largest request body. */
export const BODY_LIMIT_BYTES = 10 * 1024

/** The HTTP server of Navi, not yet listening. `strict` fails answers that leave their contract, for tests. */
export function createApp(deps: Deps, { strict = false } = {}): FastifyInstance {
  const { config, clock } = deps
  return createServer<Deps, Actor>({
    deps,
    mounts,
    errors,
    errorFormat: errorFormat(clock),
    authenticate: deps.signIn.authenticate,
    limiter: createLimiter({
      ...configuredLimits(limits, config),
      counter: deps.limitCounter,
      olderHeaders: clock,
      onDecision: deps.telemetry.limits.onDecision,
    }),
    headers: securityHeaders({ production: config.APP_ENV === 'production' }),
    cors: {
      origins: corsOriginsOf(config),
      exposedHeaders: ['X-Request-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After'],
    },
    trustedProxies: config.TRUSTED_PROXIES,
    bodyLimitBytes: BODY_LIMIT_BYTES,
    requestTimeoutMs: 30_000,
    isDraining: deps.health.isDraining,
    refusedLimit: 'refused',
    clock,
    strict,
    ...deps.telemetry.server,
  })
}

/** The same server, taking live connections too. */
export function createLiveApp(deps: Deps, options: { strict?: boolean } = {}): FastifyInstance {
  const server = createApp(deps, options)
  deps.realtime.attach(server.server)
  return server
}
