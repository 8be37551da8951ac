import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../clock/clock.ts'
import { describeConfig, type ConfigOf, type Variables } from '../config/read-config.ts'
import { openDatabase } from '../db/open-database.ts'
import { readMigrations } from '../db/read-migrations.ts'
import { migrateUp } from '../db/run-migrations.ts'
import { createJobRunner } from '../jobs/job-runner.ts'
import { closerOf } from '../lifecycle/close-server.ts'
import { listenOn } from '../lifecycle/listen.ts'
import { createTelemetry } from '../telemetry/create-telemetry.ts'
import type { Logger } from '../telemetry/logger.ts'
import { serveMetrics, type MetricsServer } from '../telemetry/metrics-server.ts'
import { readTelemetryConfig } from '../telemetry/telemetry-config.ts'
import { placeOf, serverConfigOf, type AppDefinition, type BaseDeps } from './app-definition.ts'
import { drainMsOf } from './server-variables.ts'

/** How long a start waits for Redis, so that the first requests find it. */
const REDIS_READY_MS = 1_000
/** How long requests and jobs have to end when the process is told to stop. */
const GRACE_MS = 10_000
/** How long closing everything else may take. */
const CLOSE_MS = 5_000

/** A running app. */
export interface RunningApp {
  url: string
  /** Where the metrics are served; undefined when they are not. */
  metricsUrl: string | undefined
  log: Logger
  /** The start of the process, which may be that of several apps, is over. */
  started: () => void
  /** Tells of an error that ends the process. */
  crashed: (error: unknown) => Promise<void>
  /** Stops being ready, lets requests and jobs finish, then closes everything. */
  stop: () => Promise<void>
  /** How long that takes at most. */
  stopsWithinMs: number
}

/**
 * Starts an app with what `readStartConfig` gave: database, migrations, what it prepares, jobs, server. `report` hears of what takes long.
 * @throws ConfigError and StartError with what to change.
 */
export async function startApp<V extends Variables, D extends BaseDeps<ConfigOf<V>>>(
  app: AppDefinition<V, D>,
  config: ConfigOf<V>,
  report: (progress: string) => void,
): Promise<RunningApp> {
  const { APP_ENV, HOST, DATABASE_URL, DATABASE_POOL, ...others } = serverConfigOf(config)
  const telemetryConfig = readTelemetryConfig(others)
  const telemetry = await createTelemetry({
    app: { name: app.name, version: app.version, environment: APP_ENV },
    config: telemetryConfig,
    clock: systemClock,
    log: { format: APP_ENV === 'production' ? 'json' : 'text' },
  })
  const { log } = telemetry
  const started = telemetry.beginStart()
  log.debug(describeConfig(app.variables, config), 'configuration')
  const dataDir = app.dataDirOf(config)
  const closing: (() => Promise<void>)[] = [telemetry.stop]
  const closeAll = async () => {
    for (const close of closing.toReversed()) await close()
  }
  try {
    const db = await openDatabase({
      url: DATABASE_URL,
      name: app.name,
      dataDir,
      maxConnections: DATABASE_POOL,
      acquireTimeoutMs: 5000,
      statementTimeoutMs: 10_000,
      ...telemetry.database,
      report,
    })
    closing.push(() => db.close())
    await migrateUp(db, await readMigrations(app.migrationSources), {
      mayBeOlder: true,
      report: ({ kind, migration, text }) => {
        if (kind === 'newer') log.warn({ migration }, text)
      },
    })
    const deps = app.createDeps({ config, db, clock: systemClock, telemetry })
    closing.push(async () => deps.redis?.close())
    await app.prepare?.(deps)
    await deps.redis?.ready(REDIS_READY_MS)
    const unwatch = await deps.health.watch()
    closing.push(() => Promise.resolve(unwatch()))
    const jobs = createJobRunner({ db, clock: systemClock, log, ...telemetry.jobs, ...app.createWork(deps) })
    closing.push(() => jobs.stop())
    await jobs.start()
    await app.begin?.(deps)
    closing.push(async () => app.release?.(deps))
    const { metrics } = telemetryConfig
    let metricsServer: MetricsServer | undefined
    if (metrics) {
      const serve = () => serveMetrics({ ...metrics, text: telemetry.metrics.text })
      const started = await listenOn(
        { ...metrics, portVariable: 'METRICS_PORT', hostVariable: 'METRICS_HOST' },
        serve,
      )
      metricsServer = started
      // Last but one: it shows the end of the others.
      closing.splice(1, 0, () => started.close())
    }
    const server = app.createServer(deps)
    const close = closerOf(server)
    closing.push(async () => {
      await Promise.all([close({ graceMs: GRACE_MS }), jobs.stop({ graceMs: GRACE_MS })])
    })
    const place = placeOf(app, config)
    await listenOn(place, () => server.listen({ host: place.host, port: place.port }))
    closing.push(async () => app.drain?.(deps))
    const drainMs = drainMsOf(serverConfigOf(config))
    closing.push(async () => {
      deps.health.drain()
      await pause(drainMs)
    })
    const { port } = server.server.address() as AddressInfo
    const host = HOST === '127.0.0.1' || HOST === '0.0.0.0' ? 'localhost' : HOST
    return {
      url: `http://${host}:${port}`,
      metricsUrl: metricsServer?.url,
      log,
      started,
      crashed: telemetry.crashed,
      stop: closeAll,
      stopsWithinMs: drainMs + GRACE_MS + CLOSE_MS,
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}
