import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after } from 'node:test'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { readConfig } from '@groundwork/kit/config/read-config'
import { createDb } from '@groundwork/kit/db/database'
import { createJobRunner, type JobRunner } from '@groundwork/kit/jobs/job-runner'
import { createTelemetry } from '@groundwork/kit/telemetry/create-telemetry'
import { readTelemetryConfig } from '@groundwork/kit/telemetry/telemetry-config'
import { createFakeClock, type FakeClock } from '@groundwork/kit/testing/fake-clock'
import { recordRequests, type RecordedRequest } from '@groundwork/kit/testing/record-requests'
import { createTestDatabase, type TestDatabaseOptions } from '@groundwork/kit/testing/test-database'
import { createApp, createWork } from '../app.ts'
import { variables } from '../config.ts'
import { createDeps, type Deps } from '../deps.ts'
import { roles } from '../permissions.ts'
import { version } from '../version.ts'
import { largeDatabase } from './large-database.ts'
import { createTestPeople, type Known, type Person } from './people.ts'
import { findScans, refuseScans } from './refuse-scans.ts'
import { yogaTemplate } from './template.ts'

/** A request as a person sends it. */
export interface TestRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  url: string
  as?: Person
  body?: unknown
  headers?: Record<string, string>
}

export interface TestAnswer {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  text: string
  // Tests look into answers of every shape; what they find there is what they assert.
  // oxlint-disable-next-line typescript/no-explicit-any
  json: any
}

export type Send = (request: TestRequest) => Promise<TestAnswer>

/** YogaFlow on a database of its own, with a clock that tests turn. */
export interface TestApp {
  deps: Deps
  clock: FakeClock
  server: FastifyInstance
  /** Lines of its log, as JSON; those of `info` and above need `env: { LOG_LEVEL: 'info' }`. */
  logLines: string[]
  jobs: JobRunner
  /** Ids of the people who are signed in: `user`, `other`, `admin`. */
  ids: Record<Known, number>
  /** A valid access token of one of them. */
  tokenOf: (person: Known) => Promise<string>
  send: Send
  /** Sends to another server that knows the same people. */
  sendTo: (server: FastifyInstance) => Send
  /** One of each statement that was sent to the database. */
  statements: () => RecordedRequest[]
  /** Signs everyone in. What it answers returns to these sign-ins, for when the database went back to this state. */
  keepSignIns: () => Promise<() => void>
  /** Ends everything and removes the database. */
  stop: () => Promise<void>
}

export interface TestAppOptions {
  env?: Record<string, string>
  database?: Omit<TestDatabaseOptions, 'template'>
  /** Fails answers that leave their contract; on unless turned off. */
  strict?: boolean
}

const TOKEN_KEYS = `test:${Buffer.from('a key for tests, of more than 32 bytes').toString('base64url')}`

/** Where every test's clock begins. */
export const TEST_START = '2026-03-02T12:00:00Z'

/**
 * Starts YogaFlow in memory for the tests of one file; it is stopped after them. Sign-in is real, limits are high.
 * The file fails when a statement that it caused would read a whole large table.
 */
export async function createTestApp(options?: TestAppOptions): Promise<TestApp> {
  const app = await openTestApp(options)
  // Before the tests: the first file to need it makes it, which takes longer than the end of a file may.
  const largeUrl = app.deps.db.driver.kind === 'postgres' ? await largeDatabase() : undefined
  after(async () => {
    try {
      if (largeUrl !== undefined) refuseScans(await findScans(largeUrl, app.statements()))
    } finally {
      await app.stop()
    }
  })
  return app
}

/** The same for a script, which stops it. */
export async function openTestApp({
  env = {},
  database = {},
  strict = true,
}: TestAppOptions = {}): Promise<TestApp> {
  const limits = {
    LIMIT_CREDENTIALS: '100000/min',
    LIMIT_PUBLIC: '100000/min',
    LIMIT_USER: '100000/h',
    LIMIT_UPLOADS: '100000/h',
    LIMIT_EXPORTS: '100000/h',
  }
  const DATA_DIR = path.join(tmpdir(), `yoga-test-${randomUUID()}`)
  // How fast this machine is shows in no answer.
  const unwatched = { LOG_LEVEL: 'silent', SLOW_STATEMENT_MS: '600000' }
  const config = readConfig(
    variables,
    { APP_ENV: 'test', TOKEN_KEYS, DATA_DIR, ...unwatched, ...limits, ...env },
    { production: false },
  )
  const clock = createFakeClock(TEST_START)
  const logLines: string[] = []
  const telemetry = await createTelemetry({
    app: { name: 'yogaflow', version, environment: config.APP_ENV },
    config: readTelemetryConfig(config),
    clock,
    log: { format: 'json', write: (line) => void logLines.push(line) },
  })
  const options = { ...database, ...telemetry.database }
  const { db: plain, drop } = await createTestDatabase({ ...options, template: await yogaTemplate() })
  const recording = recordRequests(plain.driver)
  const db = createDb(recording, options)
  const deps = createDeps({ config, db, clock, telemetry })
  await deps.redis?.ready(10_000)
  const jobs = createJobRunner({ db, clock, log: deps.log, ...telemetry.jobs, ...createWork(deps) })
  await jobs.prepare()
  await deps.signIn.roles.sync(db, roles)
  const people = await createTestPeople(db, clock, deps.signIn)
  const server = createApp(deps, { strict })
  const sendTo = (to: FastifyInstance) => sender(to, people.tokenOf)
  return {
    deps,
    clock,
    server,
    logLines,
    jobs,
    ids: people.ids,
    tokenOf: people.tokenOf,
    send: sendTo(server),
    sendTo,
    statements: recording.requests,
    keepSignIns: async () => {
      const goBack = await people.keep()
      return () => {
        goBack()
        deps.signIn.forget({})
      }
    },
    stop: async () => {
      await server.close()
      await jobs.stop()
      await deps.redis?.close()
      await drop()
      await telemetry.stop()
      await rm(DATA_DIR, { recursive: true, force: true })
    },
  }
}

function sender(server: FastifyInstance, tokenOf: (name: Known) => Promise<string>): Send {
  return async ({ method = 'GET', url, as = 'guest', body, headers = {} }) => {
    const token = as === 'guest' ? {} : { authorization: `Bearer ${await tokenOf(as)}` }
    const request: InjectOptions = { method, url, headers: { ...token, ...headers } }
    if (body !== undefined) request.payload = body as object
    const answer = await server.inject(request)
    const { 'content-type': type, 'content-encoding': coding } = answer.headers
    const isJson = coding === undefined && /\bjson\b/.test(String(type))
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      json: isJson ? answer.json() : undefined,
    }
  }
}
