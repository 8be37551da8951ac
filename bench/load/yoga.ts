import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openTestRedis } from '@groundwork/kit/testing/test-redis'
import { openConnection, type HttpConnection } from '../client/http-connection.ts'
import { measuredEnv, newTokenKey, openYoga } from '../client/open-yoga.ts'
import { createOwnDatabase } from '../client/own-database.ts'
import { makePeople, type Person } from '../client/people.ts'
import { addHistories } from './histories.ts'
import { metricsSince, readMetrics, type Metrics } from './metrics.ts'
import { startMain, type Logged, type Main } from './start-main.ts'
import { exponential, type Action, type Loaded, type LoadTarget, type Random, type Visit } from './visit.ts'
import { findingsOf } from './yoga-findings.ts'
import { bytesOf, scriptFor, type Ask, type Memory } from './yoga-visits.ts'

/** So many have an account for each who is there: the share of those who come back soon does not depend on their number. */
const PEOPLE_PER_VISITOR = 5
const PAUSE_MS = 2_000
/** By the scripts: moments of a visit, each after a pause. */
const MOMENTS = 9
const MAIN = path.resolve(import.meta.dirname, '../../apps/yoga/src/main.ts')

/** YogaFlow as production runs it, in one process, on PostgreSQL and Redis, with its default limits: every visitor has an address. */
export async function openYogaTarget(users: number): Promise<Loaded> {
  const closing: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const step of closing.toReversed()) await step()
  }
  try {
    const folder = await mkdtemp(path.join(tmpdir(), 'groundwork-load-'))
    closing.push(() => rm(folder, { recursive: true, force: true }))
    const database = await createOwnDatabase()
    closing.push(database.drop)
    const redis = await openTestRedis()
    closing.push(redis.close)
    const env = {
      ...measuredEnv(database.url, newTokenKey().ring, folder),
      REDIS_URL: redis.url,
      REDIS_PREFIX: redis.prefix,
      METRICS_PORT: '0',
      TRUSTED_PROXIES: '127.0.0.1',
      YOGA_PORT: '0',
    }
    const people = await fill(
      { ...env, LOG_LEVEL: 'silent', METRICS_PORT: undefined },
      PEOPLE_PER_VISITOR * users,
    )
    const server = await startMain(MAIN, env)
    closing.push(server.stop)
    return { stages: [targetOf(server, people)], close }
  } catch (error) {
    await close()
    throw error
  }
}

async function fill(env: Readonly<Record<string, string | undefined>>, count: number): Promise<Person[]> {
  const { deps, close } = await openYoga(env)
  try {
    const people = await makePeople(deps, count)
    await addHistories(deps.db, people)
    return people
  } finally {
    await close()
  }
}

function targetOf(server: Main, people: readonly Person[]): LoadTarget {
  let before: { metrics: Metrics; logged: Logged } | undefined
  return {
    title: 'YogaFlow on PostgreSQL and Redis',
    users: 'visitors at a time',
    visits: 'visitors',
    aims: { p95Ms: 200, p99Ms: 500 },
    meanVisitMs: MOMENTS * PAUSE_MS,
    visit: (n, random) => visitOf(server.port, n, people[n % people.length]!, random),
    begin: async () => {
      before = { metrics: await readMetrics(server.metricsUrl), logged: server.logged() }
    },
    findings: async () => {
      const metrics = await readMetrics(server.metricsUrl)
      const logged = server.logged()
      const { metrics: metricsBefore, logged: loggedBefore } = before!
      return findingsOf(metricsSince(metricsBefore, metrics), (what) => logged[what] - loggedBefore[what])
    },
  }
}

/** A visitor with an address of their own, on connections that are kept from moment to moment. */
function visitOf(port: number, n: number, person: Person, random: Random): Visit {
  const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
  const memory: Memory = { token: person.token, sessionId: undefined }
  const free: HttpConnection[] = []
  const send = async (ask: Ask) => {
    const connection = free.pop() ?? (await openConnection(port))
    const answer = await connection.send(bytesOf(ask, address))
    free.push(connection)
    if (answer.status >= 400) throw new Error(`status ${answer.status}`)
    ask.learn?.(JSON.parse(answer.text()), memory)
  }
  const moments = scriptFor(person, random).map((asks) => ({
    afterMs: exponential(random, PAUSE_MS),
    // What is asked may follow from what was answered before.
    get actions(): Action[] {
      return asks(memory).map((ask) => ({ kind: ask.kind, act: () => send(ask) }))
    },
  }))
  return {
    moments,
    end: () => {
      for (const connection of free) connection.close()
    },
  }
}
