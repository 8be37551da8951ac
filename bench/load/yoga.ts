import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openTestRedis } from '@groundwork/kit/testing/test-redis'
import { openConnection, type HttpConnection } from '../client/http-connection.ts'
import { measuredEnv, newTokenKey, openYoga } from '../client/open-yoga.ts'
import { createOwnDatabase } from '../client/own-database.ts'
import { makePeople, type Person } from '../client/people.ts'
import { addHistories } from './histories.ts'
import { readMetrics, sumOf, type Metrics } from './metrics.ts'
import { startMain, type Logged, type Main } from './start-main.ts'
import {
  exponential,
  type Action,
  type Figure,
  type Loaded,
  type LoadTarget,
  type Random,
  type Visit,
} from './visit.ts'
import { bytesOf, scriptFor, type Ask, type Memory } from './yoga-visits.ts'

const PEOPLE = 2_500
const PAUSE_MS = 2_000
/** By the scripts: moments of a visit, each after a pause. */
const MOMENTS = 9
const MAIN = path.resolve(import.meta.dirname, '../../apps/yoga/src/main.ts')

/** YogaFlow as production runs it, in one process, on PostgreSQL and Redis, with its default limits: every visitor has an address. */
export async function openYogaTarget(): Promise<Loaded> {
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
    const people = await fill({ ...env, LOG_LEVEL: 'silent', METRICS_PORT: undefined })
    const server = await startMain({ file: MAIN, title: 'YogaFlow' }, env)
    closing.push(server.stop)
    return { stages: [targetOf(server, people)], close }
  } catch (error) {
    await close()
    throw error
  }
}

async function fill(env: Readonly<Record<string, string | undefined>>): Promise<Person[]> {
  const { deps, close } = await openYoga(env)
  try {
    const people = await makePeople(deps, PEOPLE)
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
    figures: async () => {
      const metrics = await readMetrics(server.metricsUrl)
      const logged = server.logged()
      const { metrics: metricsBefore, logged: loggedBefore } = before!
      return figuresOf(
        (name, labels) => sumOf(metrics, name, labels) - sumOf(metricsBefore, name, labels),
        (what) => logged[what] - loggedBefore[what],
      )
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

const HITS_AIM_PERCENT = 60
const SAVED_AIM_PERCENT = 50

type Count = (name: string, labels?: Readonly<Record<string, string>>) => number

const STATEMENTS = 'db_client_operation_duration_seconds_count'

function figuresOf(count: Count, logged: (what: keyof Logged) => number): Figure[] {
  const events = (event: string) => count('cache_events_total', { event })
  const hits = events('hit') + events('shared')
  const asked = hits + events('miss') + events('bypass')
  const sessionChecks = count(STATEMENTS, { db_query_summary: 'auth.read_session' })
  const sent = logged('statements') + sessionChecks
  const saved = count('cache_statements_saved_total')
  const requests = logged('requests')
  return [
    { name: 'cache hits', value: (100 * hits) / asked, unit: '%', aim: { atLeast: HITS_AIM_PERCENT } },
    {
      name: 'statements of a request, the check of its session among them',
      value: sent / requests,
      unit: '',
    },
    {
      name: 'statements saved by the cache, of those that reading would have sent',
      value: (100 * saved) / (saved + logged('toRead')),
      unit: '%',
      aim: { atLeast: SAVED_AIM_PERCENT },
    },
    {
      name: 'the same, of those that all requests would have sent, changes and checks of sessions among them',
      value: (100 * saved) / (saved + sent),
      unit: '%',
    },
    {
      name: 'all statements, jobs and transactions among them, for a request',
      value: count(STATEMENTS) / requests,
      unit: '',
    },
  ]
}
