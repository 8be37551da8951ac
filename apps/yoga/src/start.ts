import type { AddressInfo } from 'node:net'
import { systemClock } from '@groundwork/kit/clock/clock'
import { describeConfig, readConfig } from '@groundwork/kit/config/read-config'
import { openDatabase } from '@groundwork/kit/db/open-database'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrateUp } from '@groundwork/kit/db/run-migrations'
import { createJobRunner } from '@groundwork/kit/jobs/job-runner'
import { listenOn } from '@groundwork/kit/lifecycle/listen'
import { createTelemetry } from '@groundwork/kit/telemetry/create-telemetry'
import type { Logger } from '@groundwork/kit/telemetry/logger'
import { serveMetrics, type MetricsServer } from '@groundwork/kit/telemetry/metrics-server'
import { readTelemetryConfig } from '@groundwork/kit/telemetry/telemetry-config'
import { backfillNew } from './achievements/achievements.ts'
import { createApp, createWork } from './app.ts'
import { variables } from './config.ts'
import { seedContent } from './content/seed-content.ts'
import { createDeps, dataDirOf, type Deps } from './deps.ts'
import { migrationSources } from './migrations.ts'
import { roles } from './permissions.ts'
import { version } from './version.ts'

/** How long a start waits for Redis, so that the first requests find it. */
const REDIS_READY_MS = 1_000

/** A running YogaFlow. */
export interface Running {
  url: string
  /** Where the metrics are served; undefined when they are not. */
  metricsUrl: string | undefined
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
  const telemetryConfig = readTelemetryConfig(config)
  const telemetry = await createTelemetry({
    app: { name: 'yogaflow', version, environment: config.APP_ENV },
    config: telemetryConfig,
    clock: systemClock,
    log: { format: production ? 'json' : 'text' },
  })
  const { log } = telemetry
  log.debug(describeConfig(variables, config), 'configuration')
  const db = await openDatabase({
    url: config.DATABASE_URL,
    dataDir: dataDirOf(config),
    maxConnections: config.DATABASE_POOL,
    acquireTimeoutMs: 5000,
    statementTimeoutMs: 10_000,
    ...telemetry.database,
    onCreate: () => report(`Making the database in ${dataDirOf(config)}; this takes a few seconds, once.`),
  })
  let deps: Deps | undefined
  let metricsServer: MetricsServer | undefined
  try {
    await migrateUp(db, await readMigrations(migrationSources))
    await seedContent(db)
    deps = createDeps({ config, db, clock: systemClock, telemetry })
    await deps.signIn.roles.sync(db, roles)
    await deps.redis?.ready(REDIS_READY_MS)
    const jobs = createJobRunner({ db, clock: systemClock, log, ...telemetry.jobs, ...createWork(deps) })
    await jobs.start()
    await backfillNew(deps)
    const { metrics } = telemetryConfig
    if (metrics)
      metricsServer = await listenOn(metrics.port, 'METRICS_PORT', () =>
        serveMetrics({ ...metrics, text: telemetry.metrics.text }),
      )
    const server = createApp(deps)
    await listenOn(config.YOGA_PORT, 'YOGA_PORT', () =>
      server.listen({ host: config.HOST, port: config.YOGA_PORT }),
    )
    const { port } = server.server.address() as AddressInfo
    const host = config.HOST === '127.0.0.1' || config.HOST === '0.0.0.0' ? 'localhost' : config.HOST
    const { redis } = deps
    return {
      url: `http://${host}:${port}`,
      metricsUrl: metricsServer?.url,
      log,
      stop: async () => {
        await server.close()
        await jobs.stop()
        await redis?.close()
        await db.close()
        await metricsServer?.close()
        await telemetry.stop()
      },
    }
  } catch (error) {
    await deps?.redis?.close()
    await db.close()
    await metricsServer?.close()
    await telemetry.stop()
    throw error
  }
}
