import { configuredLimits } from '@groundwork/kit/app/limit-variables'
import { corsOriginsOf } from '@groundwork/kit/app/server-variables'
import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db } from '@groundwork/kit/db/database'
import { writeError } from '@groundwork/kit/http/client-errors'
import { securityHeaders } from '@groundwork/kit/http/security-headers'
import { createLimiter } from '@groundwork/kit/limits/create-limiter'
import type { WindowCounter } from '@groundwork/kit/limits/window-counter'
import { chooseFanOut } from '@groundwork/kit/realtime/choose-fan-out'
import { createRealtime, type Realtime } from '@groundwork/kit/realtime/realtime'
import type { RealtimeOptions } from '@groundwork/kit/realtime/realtime-options'
import type { Telemetry } from '@groundwork/kit/telemetry/create-telemetry'
import type { Config } from './config.ts'
import { errorFormat } from './error-format.ts'
import { limits } from './limits.ts'
import type { SignIn } from './sign-in.ts'
import { settleLiveTaps } from './taps/settle-taps.ts'

interface Needs {
  config: Config
  db: Db
  clock: Clock
  telemetry: Telemetry
  signIn: SignIn
  limitCounter: WindowCounter
}

/** Where phones open live connections: most at the root, some where a document said so. */
export const PATHS = ['/', '/api/pairing/ws']

/** What opening one counts as, for its limit. */
export const connecting = { id: 'live.connect', limit: 'connect' }

/** Navi's live connections: taps, and the news of pairings. */
export const createNaviLive = (
  { config, db, clock, telemetry, signIn, limitCounter }: Needs,
  everySecond?: RealtimeOptions['everySecond'],
): Realtime => {
  const limiter = createLimiter({
    ...configuredLimits(limits, config),
    counter: limitCounter,
    onDecision: telemetry.limits.onDecision,
  })
  const realtime: Realtime = createRealtime({
    db,
    clock,
    log: telemetry.log,
    metrics: telemetry.metrics,
    fanOut: chooseFanOut({
      redisUrl: config.REDIS_URL,
      natsUrl: config.NATS_URL,
      databaseUrl: config.DATABASE_URL,
      channel: config.REDIS_PREFIX,
    }),
    paths: PATHS,
    origins: corsOriginsOf(config),
    trustedProxies: config.TRUSTED_PROXIES,
    sockets: {
      perRecipient: config.SOCKETS_PER_PERSON,
      perAddress: config.SOCKETS_PER_ADDRESS,
      total: config.SOCKETS_MAX,
    },
    mayConnect: (address) => limiter.take({ endpoint: connecting.id, limit: connecting.limit, address }),
    refusal: writeError(errorFormat(clock), securityHeaders({ production: config.APP_ENV === 'production' })),
    authenticate: async (token) => {
      const actor = await signIn.authenticateToken(token)
      return actor && { recipient: actor.subject, session: actor.sessionId }
    },
    endedSessions: (sessions) => signIn.sessions.listEnded(db, sessions),
    greet: ({ recipient }) => ({ userId: recipient }),
    toFrame: ({ payload }) => payload,
    onSettled: (tx, settlements) => settleLiveTaps({ clock, realtime }, tx, settlements),
    everySecond,
  })
  return realtime
}
