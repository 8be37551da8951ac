import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { serverConfigOf, type AppDefinition, type BaseDeps } from '../app/app-definition.ts'
import { readConfig, type ConfigOf, type Variables } from '../config/read-config.ts'
import { createDb } from '../db/database.ts'
import { createJobRunner, type JobRunner } from '../jobs/job-runner.ts'
import { createTelemetry } from '../telemetry/create-telemetry.ts'
import { readTelemetryConfig } from '../telemetry/telemetry-config.ts'
import type { DatabaseTemplate, TestDatabaseOptions } from './database-template.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { largeDatabase, type LargeTables } from './large-database.ts'
import { recordRequests, type RecordedRequest } from './record-requests.ts'
import { findScans, refuseScans } from './refuse-scans.ts'
import { createTestDatabase } from './test-database.ts'

/** An app in memory, on a database of its own, with a clock that tests turn. */
export interface OpenApp<D> {
  deps: D
  clock: FakeClock
  server: FastifyInstance
  /** Lines of its log, as JSON; those of `info` and above need `env: { LOG_LEVEL: 'info' }`. */
  logLines: string[]
  jobs: JobRunner
  /** One of each statement that was sent to the database. */
  statements: () => RecordedRequest[]
  /** Ends everything and removes the database. */
  stop: () => Promise<void>
}

export interface OpenAppOptions<D> {
  /** Over what the definition's variables default to. */
  env: Record<string, string>
  database?: Omit<TestDatabaseOptions, 'template'>
  /** Holds the migrated tables. */
  template: DatabaseTemplate
  startAt: string
  createServer: (deps: D) => FastifyInstance
  /** Hears that a test changes the database behind the back of the app, by a statement whose shape begins with `test.`. */
  onTestStatement?: (deps: D) => void
}

const TOKEN_KEYS = `test:${Buffer.from('a key for tests, of more than 32 bytes').toString('base64url')}`

/** Opens an app for tests: everything is real but the clock. Limits with no value in `env` are as high as no test goes. */
export async function openApp<V extends Variables, D extends BaseDeps<ConfigOf<V>>>(
  app: AppDefinition<V, D>,
  { env, database = {}, template, startAt, createServer, onTestStatement }: OpenAppOptions<D>,
): Promise<OpenApp<D>> {
  const DATA_DIR = path.join(tmpdir(), `${app.name}-test-${randomUUID()}`)
  // How fast this machine is shows in no answer.
  const unwatched = { LOG_LEVEL: 'silent', SLOW_STATEMENT_MS: '600000', REDIS_TIMEOUT_MS: '10000' }
  const config = readConfig(
    app.variables,
    { APP_ENV: 'test', TOKEN_KEYS, DATA_DIR, ...unwatched, ...highLimits(app.variables), ...env },
    { production: false },
  )
  const { APP_ENV, ...others } = serverConfigOf(config)
  const clock = createFakeClock(startAt)
  const logLines: string[] = []
  const telemetry = await createTelemetry({
    app: { name: app.name, version: app.version, environment: APP_ENV },
    config: readTelemetryConfig(others),
    clock,
    log: { format: 'json', write: (line) => void logLines.push(line) },
  })
  const options = { ...database, ...telemetry.database }
  const { db: plain, drop } = await createTestDatabase({ ...options, template })
  const recording = recordRequests(plain.driver)
  const db = createDb(recording, {
    onStatement: (statement) => {
      options.onStatement(statement)
      if (statement.name.startsWith('test.')) onTestStatement?.(deps)
    },
  })
  const deps: D = app.createDeps({ config, db, clock, telemetry })
  await deps.redis?.ready(10_000)
  const jobs = createJobRunner({ db, clock, log: telemetry.log, ...telemetry.jobs, ...app.createWork(deps) })
  await jobs.prepare()
  const server = createServer(deps)
  return {
    deps,
    clock,
    server,
    logLines,
    jobs,
    statements: recording.requests,
    stop: async () => {
      await app.drain?.(deps)
      await server.close()
      await app.release?.(deps)
      await jobs.stop()
      await deps.redis?.close()
      await drop()
      await telemetry.stop()
      await rm(DATA_DIR, { recursive: true, force: true })
    },
  }
}

const highLimits = (variables: Variables): Record<string, string> =>
  Object.fromEntries(
    Object.keys(variables)
      .filter((name) => name.startsWith('LIMIT_') && name !== 'LIMIT_ROUTES')
      .map((name) => [name, '100000/min']),
  )

/**
 * Stops an app after the tests of a file, which fails when a statement that they caused would read a whole large table.
 * Called before the tests: the first file to need the large tables makes them, which takes longer than the end of a file may.
 */
export async function stopAfterTests<D extends BaseDeps<unknown>>(
  { deps, statements, stop }: Pick<OpenApp<D>, 'deps' | 'statements' | 'stop'>,
  tables: LargeTables,
): Promise<void> {
  const largeUrl = deps.db.driver.kind === 'postgres' ? await largeDatabase(tables) : undefined
  after(async () => {
    try {
      if (largeUrl !== undefined) refuseScans(await findScans(largeUrl, statements()))
    } finally {
      await stop()
    }
  })
}
