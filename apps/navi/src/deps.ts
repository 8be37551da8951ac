import path from 'node:path'
import type { BaseDeps, Foundation } from '@groundwork/kit/app/app-definition'
import { createAppCache } from '@groundwork/kit/app/app-cache'
import { createLimitCounter } from '@groundwork/kit/app/limit-counter'
import { openRedis } from '@groundwork/kit/app/open-redis'
import { developmentKeyRing } from '@groundwork/kit/auth/development-keys'
import type { KeyRing } from '@groundwork/kit/auth/key-ring'
import type { Cache } from '@groundwork/kit/cache/cache'
import { createAppHealth } from '@groundwork/kit/health/app-health'
import type { Health } from '@groundwork/kit/health/checks'
import { liveCheck } from '@groundwork/kit/health/live-check'
import { pushCheck } from '@groundwork/kit/health/push-check'
import { countJobs } from '@groundwork/kit/jobs/queries'
import type { WindowCounter } from '@groundwork/kit/limits/window-counter'
import type { Realtime } from '@groundwork/kit/realtime/realtime'
import type { RealtimeOptions } from '@groundwork/kit/realtime/realtime-options'
import type { Config } from './config.ts'
import { createNaviLive } from './live.ts'
import { createNaviPush, type Push } from './push.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import { version } from './version.ts'

/** What the features depend on. A test spreads it and replaces a part. */
export interface Deps extends BaseDeps<Config> {
  signIn: SignIn
  /** Keys of the hashes of pairing codes: those that sign tokens. */
  keys: KeyRing
  health: Health
  cache: Cache
  realtime: Realtime
  push: Push
  /** When the process began, for its age. */
  startedAtMs: number
  limitCounter: WindowCounter
}

/** Builds what the features depend on, around an open database. */
export function createDeps(
  { config, db, clock, telemetry }: Foundation<Config>,
  { everySecond }: Pick<RealtimeOptions, 'everySecond'> = {},
): Deps {
  telemetry.watchDatabase({ connections: () => db.driver.connections(), countJobs: () => countJobs(db) })
  const redis = openRedis('navi', config, telemetry)
  const keys = config.TOKEN_KEYS ?? developmentKeyRing(dataDirOf(config))
  const signIn = createSignIn({ db, clock, keys })
  const limitCounter = createLimitCounter({ redis, prefix: config.REDIS_PREFIX, clock, telemetry })
  const realtime = createNaviLive({ config, db, clock, telemetry, signIn, limitCounter }, everySecond)
  const push = createNaviPush({ config, db, clock, telemetry })
  return {
    config,
    db,
    clock,
    telemetry,
    redis,
    keys,
    signIn,
    realtime,
    push,
    health: createAppHealth(
      { db, redis, clock, telemetry, config },
      { live: liveCheck(realtime), ...(push.watch && { push: pushCheck(push.watch) }) },
    ),
    cache: createAppCache({ db, redis, prefix: config.REDIS_PREFIX, version, clock, telemetry }),
    startedAtMs: clock.nowMs(),
    limitCounter,
  }
}

/** The folder of the embedded database, and of the key that signs tokens in development. */
export const dataDirOf = (config: Config): string => path.resolve(config.DATA_DIR, 'navi')
