import { readStartConfig } from '@groundwork/kit/app/app-definition'
import { systemClock } from '@groundwork/kit/clock/clock'
import { openDatabase } from '@groundwork/kit/db/open-database'
import { createJobRunner } from '@groundwork/kit/jobs/job-runner'
import { createTelemetry } from '@groundwork/kit/telemetry/create-telemetry'
import { readTelemetryConfig } from '@groundwork/kit/telemetry/telemetry-config'
import { createWork } from './app.ts'
import { runImport } from './content-import/run-import.ts'
import { createDeps, dataDirOf } from './deps.ts'
import { version } from './version.ts'
import { yoga } from './yoga.ts'

/** `npm run import -- poses.jsonl --kind poses --match id --dry-run`: into the database that the environment names. */
process.exitCode = await runImport(process.argv.slice(2), {
  open: async () => {
    const config = readStartConfig(yoga, process.env)
    const telemetry = await createTelemetry({
      app: { name: 'yogaflow', version, environment: config.APP_ENV },
      config: { ...readTelemetryConfig(config), log: { level: 'warn' } },
      clock: systemClock,
      log: { format: 'text' },
    })
    const db = await openDatabase({
      url: config.DATABASE_URL,
      name: `${yoga.name} command`,
      dataDir: dataDirOf(config),
      maxConnections: 2,
      acquireTimeoutMs: 5000,
      statementTimeoutMs: 30_000,
    })
    const deps = createDeps({ config, db, clock: systemClock, telemetry })
    // Takes the events of the changes; whoever runs YogaFlow hears them.
    const jobs = createJobRunner({ db, clock: systemClock, log: telemetry.log, ...createWork(deps) })
    await jobs.prepare()
    return {
      db,
      clock: systemClock,
      close: async () => {
        await jobs.stop()
        await deps.redis?.close()
        await telemetry.stop()
        await db.close()
      },
    }
  },
  out: process,
})
