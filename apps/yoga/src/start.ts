import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { systemClock } from '@groundwork/kit/clock/clock'
import { readConfig } from '@groundwork/kit/config/read-config'
import { openDatabase } from '@groundwork/kit/db/open-database'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrateUp } from '@groundwork/kit/db/run-migrations'
import { listenOn } from '@groundwork/kit/lifecycle/listen'
import { createMemoryWindowCounter } from '@groundwork/kit/limits/window-counter'
import { createLogger, type Logger } from '@groundwork/kit/telemetry/logger'
import { createApp } from './app.ts'
import { variables } from './config.ts'
import { seedContent } from './content/seed-content.ts'
import type { Deps } from './deps.ts'
import { migrationSources } from './migrations.ts'
import { createYogaHealth } from './service/checks.ts'

/** A running YogaFlow. */
export interface Running {
  url: string
  log: Logger
  /** Lets requests finish, then closes everything. */
  stop: () => Promise<void>
}

/**
 * Starts YogaFlow from an environment: database, migrations, content, server.
 * @throws ConfigError and StartError with what to change.
 */
export async function startYoga(env: Record<string, string | undefined>): Promise<Running> {
  const production = env['APP_ENV'] === 'production'
  const config = readConfig(variables, env, { ownPrefixes: ['YOGA_', 'LIMIT_'], production })
  const log = createLogger({ level: config.LOG_LEVEL, format: production ? 'json' : 'text' })
  const db = await openDatabase({
    url: config.DATABASE_URL,
    dataDir: path.resolve(config.DATA_DIR, 'yoga'),
    maxConnections: config.DATABASE_POOL,
    acquireTimeoutMs: 5000,
    statementTimeoutMs: 10_000,
  })
  try {
    await migrateUp(db, await readMigrations(migrationSources))
    await seedContent(db)
    const clock = systemClock
    const deps: Deps = {
      config,
      db,
      clock,
      log,
      health: createYogaHealth(db, clock),
      limitCounter: createMemoryWindowCounter(clock),
      authenticate: async () => undefined,
    }
    const server = createApp(deps)
    await listenOn(config.YOGA_PORT, 'YOGA_PORT', () =>
      server.listen({ host: config.HOST, port: config.YOGA_PORT }),
    )
    const { port } = server.server.address() as AddressInfo
    const host = config.HOST === '127.0.0.1' || config.HOST === '0.0.0.0' ? 'localhost' : config.HOST
    return {
      url: `http://${host}:${port}`,
      log,
      stop: async () => {
        await server.close()
        await db.close()
      },
    }
  } catch (error) {
    await db.close()
    throw error
  }
}
