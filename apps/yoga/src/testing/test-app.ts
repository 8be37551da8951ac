import type { FastifyInstance } from 'fastify'
import { createPasswords } from '@groundwork/kit/auth/passwords'
import { openApp, stopAfterTests, type OpenApp } from '@groundwork/kit/testing/open-app'
import { sendAs, type Send } from '@groundwork/kit/testing/send-as'
import type { TestDatabaseOptions } from '@groundwork/kit/testing/test-database'
import { createApp } from '../app.ts'
import { createDeps, type Deps } from '../deps.ts'
import { roles } from '../permissions.ts'
import { yoga } from '../yoga.ts'
import { largeTables } from './large-tables.ts'
import { createTestPeople, type Known } from './people.ts'
import { yogaTemplate } from './template.ts'

export type { Send, TestAnswer, TestRequest } from '@groundwork/kit/testing/send-as'

/** YogaFlow on a database of its own, with a clock that tests turn. */
export interface TestApp extends OpenApp<Deps> {
  /** Ids of the people who are signed in: `user`, `other`, `admin`. */
  ids: Record<Known, number>
  /** A valid access token of one of them. */
  tokenOf: (person: Known) => Promise<string>
  send: Send
  /** Sends to another server that knows the same people. */
  sendTo: (server: FastifyInstance) => Send
  /**
   * Signs everyone in. What it answers returns to these sign-ins, and forgets what is remembered of the database: for when that
   * went back to this state.
   */
  keepSignIns: () => Promise<() => Promise<void>>
}

export interface TestAppOptions {
  env?: Record<string, string>
  database?: Omit<TestDatabaseOptions, 'template'>
  /** Fails answers that leave their contract; on unless turned off. */
  strict?: boolean
}

/** Hashes of the real kind that cost next to nothing; what the strong ones cost is tested where they are made. */
const passwords = createPasswords({ memoryKiB: 64, passes: 1 })
const underTest: typeof yoga = {
  ...yoga,
  createDeps: (on) => {
    const deps = createDeps(on)
    return { ...deps, signIn: { ...deps.signIn, passwords } }
  },
}

/** Where every test's clock begins. */
export const TEST_START = '2026-03-02T12:00:00Z'

/**
 * Starts YogaFlow in memory for the tests of one file; it is stopped after them. Sign-in is real, limits are high.
 * The file fails when a statement that it caused would read a whole large table.
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
  const app = await openApp(underTest, {
    env,
    database,
    template: await yogaTemplate(),
    startAt: TEST_START,
    createServer: (deps) => createApp(deps, { strict }),
    onTestStatement: ({ cache }) => void cache.clear(),
  })
  const { deps, clock, server } = app
  await deps.signIn.roles.sync(deps.db, roles)
  const people = await createTestPeople(deps.db, clock, deps.signIn)
  const sendTo = (to: FastifyInstance) => sendAs(to, people.tokenOf)
  // A process has looked at everything before it takes requests; on a busy machine that takes longer than an answer may.
  await deps.health.report(30_000)
  return {
    ...app,
    ids: people.ids,
    tokenOf: people.tokenOf,
    send: sendTo(server),
    sendTo,
    keepSignIns: async () => {
      const goBack = await people.keep()
      return () => {
        goBack()
        deps.signIn.forget({})
        return deps.cache.clear()
      }
    },
  }
}
