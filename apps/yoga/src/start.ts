import type { AddressInfo } from 'node:net'
import { systemClock } from '@groundwork/kit/clock/clock'
import { readConfig } from '@groundwork/kit/config/read-config'
import { openDatabase } from '@groundwork/kit/db/open-database'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrateUp } from '@groundwork/kit/db/run-migrations'
import { createJobRunner } from '@groundwork/kit/jobs/job-runner'
import { listenOn } from '@groundwork/kit/lifecycle/listen'
import { createLogger, type Logger } from '@groundwork/kit/telemetry/logger'
import { backfillNew } from './achievements/achievements.ts'
import { createApp, createWork } from './app.ts'
import { variables } from './config.ts'
import { seedContent } from './content/seed-content.ts'
import { createDeps, dataDirOf, type Deps } from './deps.ts'
import { migrationSources } from './migrations.ts'
import { roles } from './permissions.ts'

/** How long a start waits for Redis, so that the first requests find it. */
const REDIS_READY_MS = 1_000

/** A running YogaFlow. */
export interface Running {
  url: string
  log: Logger
  /** Lets requests finish, then closes everything. */
  stop: () => Promise<void>
}

/**
 * Starts YogaFlow from an environment: database, migrations, content, server. `report` hears of what takes long.
 * @throws ConfigError and StartError with what to change.
 */
export async function startYoga(
  env: Record<string, string | undefined>,
  report: (progress: string) => void,
): Promise<Running> {
  const production = env['APP_ENV'] === 'production'
  const config = readConfig(variables, env, { ownPrefixes: ['YOGA_', 'LIMIT_'], production })
  const log = createLogger({ level: config.LOG_LEVEL, format: production ? 'json' : 'text' })
  const db = await openDatabase({
    url: config.DATABASE_URL,
    dataDir: dataDirOf(config),
    maxConnections: config.DATABASE_POOL,
    acquireTimeoutMs: 5000,
    statementTimeoutMs: 10_000,
    onCreate: () => report(`Making the database in ${dataDirOf(config)}; this takes a few seconds, once.`),
  })
  let deps: Deps | undefined
  try {
    await migrateUp(db, await readMigrations(migrationSources))
    await seedContent(db)
    deps = createDeps({ config, db, clock: systemClock, log })
    await deps.signIn.roles.sync(db, roles)
    await deps.redis?.ready(REDIS_READY_MS)
    const jobs = createJobRunner({ db, clock: systemClock, log, ...createWork(deps) })
    await jobs.start()
    await backfillNew(deps)
    const server = createApp(deps)
    await listenOn(config.YOGA_PORT, 'YOGA_PORT', () =>
      server.listen({ host: config.HOST, port: config.YOGA_PORT }),
    )
    const { port } = server.server.address() as AddressInfo
    const host = config.HOST === '127.0.0.1' || config.HOST === '0.0.0.0' ? 'localhost' : config.HOST
    const { redis } = deps
    return {
      url: `http://${host}:${port}`,
      log,
      stop: async () => {
        await server.close()
        await jobs.stop()
        await redis?.close()
        await db.close()
      },
    }
  } catch (error) {
    await deps?.redis?.close()
    await db.close()
    throw error
  }
}
