import path from 'node:path'
import { createAppCache } from '@groundwork/kit/app/app-cache'
import type { BaseDeps, Foundation } from '@groundwork/kit/app/app-definition'
import { createLimitCounter } from '@groundwork/kit/app/limit-counter'
import { openRedis } from '@groundwork/kit/app/open-redis'
import { openEventStream } from '@groundwork/kit/app/publish-events'
import { developmentKeyRing } from '@groundwork/kit/auth/development-keys'
import type { Cache } from '@groundwork/kit/cache/cache'
import type { EventStream } from '@groundwork/kit/events/event-stream'
import { createKeptAnswers, type KeptAnswers } from '@groundwork/kit/idempotency/kept-answers'
import { createAppHealth } from '@groundwork/kit/health/app-health'
import type { Health } from '@groundwork/kit/health/checks'
import { mailCheck } from '@groundwork/kit/health/mail-check'
import { countJobs } from '@groundwork/kit/jobs/queries'
import type { WindowCounter } from '@groundwork/kit/limits/window-counter'
import { createMailer } from '@groundwork/kit/mail/create-mailer'
import { readMailConfig } from '@groundwork/kit/mail/mail-config'
import type { Mailer } from '@groundwork/kit/mail/mailer'
import type { Logger } from '@groundwork/kit/telemetry/logger'
import { corsOrigins, type Config } from './config.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import { createFileStore, type FileStore } from './files/file-store.ts'
import { version } from './version.ts'

/** How long a request may take. */
export const REQUEST_TIMEOUT_MS = 30_000

/** What the features depend on. A test spreads it and replaces a part. */
export interface Deps extends BaseDeps<Config> {
  log: Logger
  signIn: SignIn
  mailer: Mailer
  health: Health
  /** Takes events to other systems; absent when none is configured. */
  eventStream: EventStream | undefined
  cache: Cache
  limitCounter: WindowCounter
  /** Answers to requests that carried a key. */
  keptAnswers: KeptAnswers
  /** Uploaded images. */
  images: FileStore
  /** Copies of what is stored about people. */
  exports: FileStore
}

/**
 * Builds what the features depend on, around an open database.
 * @throws ConfigError when the mail server is not fully described.
 */
export function createDeps({ config, db, clock, telemetry }: Foundation<Config>): Deps {
  const { log } = telemetry
  telemetry.watchDatabase({ connections: () => db.driver.connections(), countJobs: () => countJobs(db) })
  const production = config.APP_ENV === 'production'
  const signIn = createSignIn({
    db,
    clock,
    keys: config.TOKEN_KEYS ?? developmentKeyRing(dataDirOf(config)),
    production,
    trustedOrigins: corsOrigins(config),
    log,
  })
  const redis = openRedis('yoga', config, telemetry)
  const mailer = createMailer({
    ...readMailConfig(config, { production }),
    folder: path.resolve(config.DATA_DIR, 'mail'),
    clock,
    log,
  })
  return {
    config,
    db,
    clock,
    log,
    telemetry,
    signIn,
    mailer,
    health: createAppHealth({ db, redis, clock, telemetry, config }, { mail: mailCheck(mailer) }),
    redis,
    eventStream: openEventStream(config, telemetry),
    cache: createAppCache({
      db,
      redis,
      prefix: config.REDIS_PREFIX,
      // Answers hold addresses of images.
      version: `${version} ${config.PUBLIC_URL ?? ''}`,
      clock,
      telemetry,
    }),
    limitCounter: createLimitCounter({ redis, prefix: config.REDIS_PREFIX, clock, telemetry }),
    keptAnswers: createKeptAnswers({ db, clock, leaseMs: REQUEST_TIMEOUT_MS + 5_000 }),
    images: createFileStore(path.resolve(config.DATA_DIR, 'uploads', 'images'), { isPrivate: false }),
    exports: createFileStore(path.resolve(config.DATA_DIR, 'exports'), { isPrivate: true }),
  }
}

/** The folder of the embedded database, and of the key that signs tokens in development. */
export const dataDirOf = (config: Config): string => path.resolve(config.DATA_DIR, 'yoga')
