import path from 'node:path'
import { developmentKeyRing } from '@groundwork/kit/auth/development-keys'
import { createRedisLink, type RedisLink } from '@groundwork/kit/cache/redis-link'
import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db } from '@groundwork/kit/db/database'
import type { createHealth } from '@groundwork/kit/health/checks'
import { countJobs } from '@groundwork/kit/jobs/queries'
import { createMemoryWindowCounter, type WindowCounter } from '@groundwork/kit/limits/window-counter'
import { createRedisWindowCounter } from '@groundwork/kit/limits/redis-window-counter'
import { createMailer } from '@groundwork/kit/mail/create-mailer'
import { readMailConfig } from '@groundwork/kit/mail/mail-config'
import type { Mailer } from '@groundwork/kit/mail/mailer'
import type { Telemetry } from '@groundwork/kit/telemetry/create-telemetry'
import type { Logger } from '@groundwork/kit/telemetry/logger'
import { corsOrigins, type Config } from './config.ts'
import { createYogaHealth } from './service/checks.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import { createFileStore, type FileStore } from './files/file-store.ts'

/** What the features depend on. A test spreads it and replaces a part. */
export interface Deps {
  config: Config
  db: Db
  clock: Clock
  log: Logger
  telemetry: Telemetry
  signIn: SignIn
  mailer: Mailer
  health: ReturnType<typeof createHealth>
  /** Absent when none is configured. */
  redis: RedisLink | undefined
  limitCounter: WindowCounter
  /** Uploaded images. */
  images: FileStore
  /** Copies of what is stored about people. */
  exports: FileStore
}

/**
 * Builds what the features depend on, around an open database.
 * @throws ConfigError when the mail server is not fully described.
 */
export function createDeps({
  config,
  db,
  clock,
  telemetry,
}: Pick<Deps, 'config' | 'db' | 'clock' | 'telemetry'>): Deps {
  const { log } = telemetry
  telemetry.watchDatabase({ connections: () => db.driver.connections(), countJobs: () => countJobs(db) })
  const production = config.APP_ENV === 'production'
  const signIn = createSignIn({
    db,
    clock,
    keys: config.TOKEN_KEYS ?? developmentKeyRing(dataDirOf(config)),
    production,
    trustedOrigins: corsOrigins(config),
  })
  const redis = openRedis(config, telemetry)
  const local = createMemoryWindowCounter(clock)
  return {
    config,
    db,
    clock,
    log,
    telemetry,
    signIn,
    mailer: createMailer({
      ...readMailConfig(config, { production }),
      folder: path.resolve(config.DATA_DIR, 'mail'),
      clock,
      log,
    }),
    health: createYogaHealth({ db, redis, clock, recentStatements: telemetry.recentStatements }),
    redis,
    limitCounter:
      redis === undefined
        ? local
        : createRedisWindowCounter({
            redis,
            prefix: config.REDIS_PREFIX,
            local,
            onLocal: telemetry.limits.onLocal,
          }),
    images: createFileStore(path.resolve(config.DATA_DIR, 'uploads', 'images'), { isPrivate: false }),
    exports: createFileStore(path.resolve(config.DATA_DIR, 'exports'), { isPrivate: true }),
  }
}

function openRedis({ REDIS_URL }: Config, { log, onDependency }: Telemetry): RedisLink | undefined {
  if (REDIS_URL === undefined) return undefined
  onDependency('redis', 'down')
  return createRedisLink({
    url: REDIS_URL,
    name: 'yoga',
    onChange: (state, reason) => {
      onDependency('redis', state)
      if (state === 'up') log.info('Redis answers')
      else
        log.warn(
          { reason },
          'Redis does not answer: nothing is cached, and each process counts its own limits',
        )
    },
  })
}

/** The folder that holds what YogaFlow keeps on disk. */
export const dataDirOf = (config: Config): string => path.resolve(config.DATA_DIR, 'yoga')
