import type { FastifyInstance } from 'fastify'
import type { Foundation } from '@groundwork/kit/app/app-definition'
import { appTemplate } from '@groundwork/kit/testing/app-template'
import { openApp, stopAfterTests, type OpenApp } from '@groundwork/kit/testing/open-app'
import { sendAs, type Send } from '@groundwork/kit/testing/send-as'
import type { TestDatabaseOptions } from '@groundwork/kit/testing/test-database'
import { createLiveApp } from '../app.ts'
import type { Config } from '../config.ts'
import { createDeps, type Deps } from '../deps.ts'
import { navi } from '../navi.ts'
import { largeTables } from './large-tables.ts'

/** Three people who registered: `admin` may do no more than the others. */
export type Known = 'user' | 'other' | 'admin'
const KNOWN: readonly Known[] = ['user', 'other', 'admin']

/** Navi on a database of its own, with a clock that tests turn. */
export interface TestApp extends OpenApp<Deps> {
  ids: Record<Known, string>
  tokens: Record<Known, string>
  send: Send
  /** Lets seconds go by, on the clock and for live connections. */
  tick: (seconds: number) => void
  /** Sends to another server that knows the same people. */
  sendTo: (server: FastifyInstance) => Send
}

export interface TestAppOptions {
  env?: Record<string, string>
  database?: Omit<TestDatabaseOptions, 'template'>
  /** Fails answers that leave their contract; on unless turned off. */
  strict?: boolean
}

/** Where every test's clock begins. */
export const TEST_START = '2026-03-02T12:00:00Z'

/**
 * Starts Navi in memory for the tests of one file; it is stopped after them. Limits are high. The file fails when a statement
 * that it caused would read a whole large table.
 */
export async function createTestApp(options?: TestAppOptions): Promise<TestApp> {
  const app = await openTestApp(options)
  await stopAfterTests(app, largeTables)
  return app
}

/** The same for a script, which stops it. */
export async function openTestApp({
  env = {},
  database,
  strict = true,
}: TestAppOptions = {}): Promise<TestApp> {
  let tick = () => {}
  const everySecond = (run: () => void) => {
    tick = run
    return () => {}
  }
  const underTest = { ...navi, createDeps: (on: Foundation<Config>) => createDeps(on, { everySecond }) }
  const app = await openApp(underTest, {
    env,
    database,
    template: await appTemplate(navi),
    startAt: TEST_START,
    createServer: (deps) => createLiveApp(deps, { strict }),
  })
  const ids = {} as TestApp['ids']
  const tokens = {} as TestApp['tokens']
  const sendTo = (server: FastifyInstance) => sendAs(server, (name) => Promise.resolve(tokens[name]))
  const send = sendTo(app.server)
  for (const name of KNOWN) {
    const { json } = await send({ method: 'POST', url: '/api/auth/register' })
    ids[name] = json.userId
    tokens[name] = json.token
  }
  // A process has looked at everything before it takes requests; on a busy machine that takes longer than an answer may.
  await app.deps.health.report(30_000)
  return {
    ...app,
    ids,
    tokens,
    send,
    sendTo,
    tick: (seconds) => {
      for (let i = 0; i < seconds; i++) {
        app.clock.advance(1000)
        tick()
      }
    },
  }
}
