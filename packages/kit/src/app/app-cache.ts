import { createCache, type Cache } from '../cache/cache.ts'
import { createMemoryStore } from '../cache/memory-store.ts'
import type { RedisLink } from '../cache/redis-link.ts'
import { createRedisStore } from '../cache/redis-store.ts'
import type { Clock } from '../clock/clock.ts'
import { countStatements, type Db } from '../db/database.ts'
import type { Telemetry } from '../telemetry/create-telemetry.ts'

/**
 * How long a process may answer from its own memory what another process has changed. An embedded database belongs to one process
 * alone; a server can have several, which without Redis do not hear of each other's changes.
 */
const UNHEARD_MS = 10_000

export interface AppCacheOptions {
  db: Db
  redis: RedisLink | undefined
  prefix: string
  /** Changes with the shape of what is cached. */
  version: string
  clock: Clock
  telemetry: Pick<Telemetry, 'cache'>
}

/** What an app remembers between requests: in Redis for all processes, else in this one. */
export function createAppCache({ db, redis, prefix, version, clock, telemetry }: AppCacheOptions): Cache {
  const isAlone = db.driver.kind === 'embedded'
  return createCache({
    store: redis
      ? createRedisStore({ redis, prefix, clock })
      : createMemoryStore(clock, isAlone ? {} : { maxTtlMs: UNHEARD_MS }),
    version,
    countStatements,
    ...telemetry.cache,
  })
}
