import { randomBytes } from 'node:crypto'
import { readStartConfig, type Env } from '@groundwork/kit/app/app-definition'
import { systemClock } from '@groundwork/kit/clock/clock'
import { openDatabase } from '@groundwork/kit/db/open-database'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { migrateUp } from '@groundwork/kit/db/run-migrations'
import { createJobRunner } from '@groundwork/kit/jobs/job-runner'
import { createTelemetry, type Telemetry } from '@groundwork/kit/telemetry/create-telemetry'
import { readTelemetryConfig } from '@groundwork/kit/telemetry/telemetry-config'
import type { Deps } from '../../apps/yoga/src/deps.ts'
import { yoga } from '../../apps/yoga/src/yoga.ts'

/** YogaFlow in this process: everything but its workers, which another process may run. */
export interface OpenYoga {
  deps: Deps
  /** Statements that were sent so far, `begin` and `commit` among them. */
  statementsSent: () => number
  close: () => Promise<void>
}

/** A secret key, as base64url, and the ring that holds it alone. */
export function newTokenKey(): { secret: string; ring: string } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, ring: `measured:${secret}` }
}

/** What every measured YogaFlow is started with: production, and mail that nothing here sends. */
export const measuredEnv = (databaseUrl: string, tokenKeys: string, dataDir: string) => ({
  APP_ENV: 'production',
  DATABASE_URL: databaseUrl,
  TOKEN_KEYS: tokenKeys,
  DATA_DIR: dataDir,
  SMTP_URL: 'smtp://127.0.0.1:9',
})

/** Opens YogaFlow's database, migrated and filled. `silence` turns telemetry into something else, to measure without it. */
export async function openYoga(
  env: Env,
  { silence = (telemetry: Telemetry) => telemetry } = {},
): Promise<OpenYoga> {
  const config = readStartConfig(yoga, env)
  const telemetry = silence(
    await createTelemetry({
      app: { name: yoga.name, version: yoga.version, environment: config.APP_ENV },
      config: readTelemetryConfig(config),
      clock: systemClock,
      log: { format: 'json' },
    }),
  )
  let sent = 0
  const { onStatement } = telemetry.database
  const db = await openDatabase({
    url: config.DATABASE_URL,
    dataDir: yoga.dataDirOf(config),
    maxConnections: config.DATABASE_POOL,
    acquireTimeoutMs: 5000,
    statementTimeoutMs: 10_000,
    onStatement: (statement) => {
      sent++
      onStatement(statement)
    },
  })
  await migrateUp(db, await readMigrations(yoga.migrationSources))
  const deps = yoga.createDeps({ config, db, clock: systemClock, telemetry })
  await yoga.prepare?.(deps)
  const jobs = createJobRunner({ db, clock: systemClock, log: telemetry.log, ...yoga.createWork(deps) })
  await jobs.prepare()
  return {
    deps,
    statementsSent: () => sent,
    close: async () => {
      await jobs.stop()
      await deps.redis?.close()
      await db.close()
      await telemetry.stop()
    },
  }
}
