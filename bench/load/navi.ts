import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pushCertificate, startPushServer, type PushServer } from '@groundwork/kit/testing/push-server'
import { openTestRedis } from '@groundwork/kit/testing/test-redis'
import { newTokenKey } from '../client/open-yoga.ts'
import { createOwnDatabase } from '../client/own-database.ts'
import { percentile, sortedNumbers } from '../client/percentiles.ts'
import { readMetrics, sumOf, type Metrics } from './metrics.ts'
import { openPhones, type Arrival } from './navi-people.ts'
import { startMain, type Main } from './start-main.ts'
import { oneOf, type Figure, type Loaded, type LoadTarget } from './visit.ts'

const MAIN = path.resolve(import.meta.dirname, '../../apps/navi/src/main.ts')
const PROCESSES = 2
const TAPS_A_MINUTE = [1_000, 10_000]
const MINUTE_MS = 60_000
/** Of the pairs: so many for each have no sockets, and are reached by push. */
const AWAY_SHARE = 0.1
/** What the provider of pushes does with every fourth: it is busy, or says good-bye and leaves it unanswered. */
const PUSH_FAULTS = [{ status: 503, body: { reason: 'ServiceUnavailable' } }, 'good-bye'] as const

/** A tap that is not there by then is lost. */
const LOST_AFTER_MS = 15_000
/** What has arrived is confirmed, and what was to be pushed is pushed, within this. */
const SETTLED_WITHIN_MS = 5_000

/** Navi as production runs it, in two processes, on PostgreSQL and Redis, with its default limits, and pairs of people on sockets. */
export async function openNaviTarget(users: number): Promise<Loaded> {
  if (users % 2 !== 0) throw new Error('--users takes an even number for Navi: people come in pairs')
  const closing: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const step of closing.toReversed()) await step()
  }
  try {
    const folder = await mkdtemp(path.join(tmpdir(), 'groundwork-load-'))
    closing.push(() => rm(folder, { recursive: true, force: true }))
    const database = await createOwnDatabase()
    closing.push(database.drop)
    const apns = await startPushServer()
    closing.push(apns.stop)
    const redis = await openTestRedis()
    closing.push(redis.close)
    const env = {
      APP_ENV: 'production',
      DATABASE_URL: database.url,
      TOKEN_KEYS: newTokenKey().ring,
      DATA_DIR: folder,
      REDIS_URL: redis.url,
      REDIS_PREFIX: redis.prefix,
      METRICS_PORT: '0',
      TRUSTED_PROXIES: '127.0.0.1',
      NAVI_PORT: '0',
      ...(await apnsOf(apns, folder)),
    }
    const processes: Main[] = []
    for (let i = 0; i < PROCESSES; i++) {
      const started = await startMain(MAIN, env)
      closing.push(started.stop)
      processes.push(started)
    }
    const arrivals = createArrivals()
    const ports = processes.map(({ port }) => port)
    const pairs = users / 2
    const awayPairs = Math.ceil(AWAY_SHARE * pairs)
    const crowd = await openPhones({ ports, pairs, awayPairs, onArrival: arrivals.note })
    closing.push(crowd.close)
    const stages = TAPS_A_MINUTE.map((rate) => stageOf({ rate, users, processes, crowd, arrivals, apns }))
    return { stages, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What a process is told of the provider of pushes, which stands for Apple's. */
async function apnsOf({ origin }: PushServer, folder: string): Promise<Record<string, string>> {
  const authority = path.join(folder, 'authority.pem')
  await writeFile(authority, pushCertificate.cert)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    APNS_KEY_ID: 'ABC123DEFG',
    APNS_TEAM_ID: 'DEF123GHIJ',
    APNS_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    APNS_BUNDLE_ID: 'com.example.navi',
    APNS_URL: origin,
    NODE_EXTRA_CA_CERTS: authority,
  }
}

/** Every tap that came to a phone, and those who wait for one. */
function createArrivals() {
  const arrived = new Map<string, Arrival[]>()
  const waiting = new Map<string, (arrival: Arrival) => void>()
  const last = new Map<string, number>()
  let outOfOrder = 0
  return {
    note(arrival: Arrival) {
      const { tapId, to, seq } = arrival
      const before = arrived.get(tapId)
      if (before) before.push(arrival)
      else arrived.set(tapId, [arrival])
      if (seq <= (last.get(to) ?? 0)) outOfOrder++
      last.set(to, seq)
      waiting.get(tapId)?.(arrival)
      waiting.delete(tapId)
    },
    /** When a tap came, or comes. */
    async of(tapId: string): Promise<Arrival> {
      const [first] = arrived.get(tapId) ?? []
      if (first) return first
      const { promise, resolve, reject } = Promise.withResolvers<Arrival>()
      waiting.set(tapId, resolve)
      const timer = setTimeout(() => reject(new Error(`not there after ${LOST_AFTER_MS} ms`)), LOST_AFTER_MS)
      return promise.finally(() => clearTimeout(timer))
    },
    times: (tapId: string) => arrived.get(tapId)?.length ?? 0,
    outOfOrder: () => outOfOrder,
  }
}

interface Stage {
  rate: number
  users: number
  processes: readonly Main[]
  crowd: Awaited<ReturnType<typeof openPhones>>
  arrivals: ReturnType<typeof createArrivals>
  apns: PushServer
}

interface Measured {
  metrics: readonly Metrics[]
  statements: number
  outOfOrder: number
}

/** People tap at random and not knowing of one another; a tap is over when the partner's phone has it. */
function stageOf({ rate, users, processes, crowd, arrivals, apns }: Stage): LoadTarget {
  const connected = crowd.phones.filter(({ isConnected }) => isConnected !== undefined)
  const away = crowd.phones.filter(({ isConnected }) => isConnected === undefined)
  let accepted: string[] = []
  let toPush: string[] = []
  let answersMs: number[] = []
  let before: Measured | undefined
  const measure = async (): Promise<Measured> => ({
    metrics: await Promise.all(processes.map(({ metricsUrl }) => readMetrics(metricsUrl))),
    statements: processes.reduce((sum, { logged }) => sum + logged().statements, 0),
    outOfOrder: arrivals.outOfOrder(),
  })
  return {
    title: `Navi in ${PROCESSES} processes on PostgreSQL and Redis, ${rate} taps a minute`,
    users: 'people with a socket each',
    visits: 'taps under way',
    judged: 'tap',
    aims: { p95Ms: 150, p99Ms: 500 },
    // A visit is one tap: users / meanVisitMs of them begin in a ms.
    meanVisitMs: (users * MINUTE_MS) / rate,
    visit: (n, random) => {
      const isAway = random() < AWAY_SHARE
      const phone = oneOf(random, isAway ? away : connected)
      if (isAway && n % 4 === 0) apns.next(PUSH_FAULTS[(n / 4) % PUSH_FAULTS.length]!)
      const push = async () => void toPush.push(await phone.tap())
      const act = async () => {
        const askedMs = performance.now()
        const tapId = await phone.tap()
        answersMs.push(performance.now() - askedMs)
        accepted.push(tapId)
        return (await arrivals.of(tapId)).atMs
      }
      const action = isAway ? { kind: 'answer of a tap to be pushed', act: push } : { kind: 'tap', act }
      return { moments: [{ afterMs: 0, actions: [action] }], end: () => {} }
    },
    begin: async () => {
      accepted = []
      toPush = []
      answersMs = []
      before = await measure()
    },
    findings: async () => {
      await pause(SETTLED_WITHIN_MS)
      const after = await measure()
      const sum = ({ metrics }: Measured, name: string, labels?: Record<string, string>) =>
        metrics.reduce((total, one) => total + sumOf(one, name, labels), 0)
      const count = (name: string, labels?: Record<string, string>) =>
        sum(after, name, labels) - sum(before!, name, labels)
      const arrivedTimes = accepted.map((tapId) => arrivals.times(tapId))
      const taps = accepted.length
      const signedOn = connected.filter(({ isConnected }) => isConnected === true).length
      const pushes = (labels: Record<string, string>) =>
        count('push_attempt_duration_seconds_count', { provider: 'apns', ...labels })
      const taken = new Set(apns.received.map(({ headers }) => headers['apns-id']))
      const figures: Figure[] = [
        { name: 'accepted', value: taps, unit: 'taps' },
        {
          name: 'lost',
          value: arrivedTimes.filter((times) => times === 0).length,
          unit: 'taps',
          aim: { below: 1 },
        },
        {
          name: 'twice',
          value: arrivedTimes.filter((times) => times > 1).length,
          unit: 'taps',
          aim: { below: 1 },
        },
        {
          name: 'out of order',
          value: after.outOfOrder - before!.outOfOrder,
          unit: 'taps',
          aim: { below: 1 },
        },
        {
          name: 'written and not confirmed',
          value: count('realtime_settled_total', { state: 'unconfirmed' }),
          unit: 'taps',
          aim: { below: 1 },
        },
        {
          name: 'sockets that signed on at the first try',
          value: (100 * signedOn) / connected.length,
          unit: '%',
          aim: { atLeast: 100 },
        },
        {
          name: 'sockets open at the end',
          value: (100 * crowd.openSockets()) / connected.length,
          unit: '%',
          aim: { atLeast: 100 },
        },
        {
          name: 'taps to people without a connection that reached the provider of pushes',
          value: (100 * toPush.filter((tapId) => taken.has(tapId)).length) / toPush.length,
          unit: '%',
          aim: { atLeast: 100 },
        },
        {
          name: 'attempts to push that were accepted, of a provider that fails one in four',
          value: (100 * pushes({ outcome: 'accepted' })) / pushes({}),
          unit: '%',
        },
        ...costs(count, taps + toPush.length, after.statements - before!.statements),
        {
          name: 'answer of a tap p95',
          value: percentile(sortedNumbers(answersMs), 0.95),
          unit: 'ms',
          aim: { below: 200 },
        },
      ]
      return { figures }
    },
  }
}

function costs(
  count: (name: string, labels?: Record<string, string>) => number,
  taps: number,
  inRequests: number,
): Figure[] {
  const all = count('db_client_operation_duration_seconds_count')
  const fast = count('db_client_operation_duration_seconds_bucket', { le: '0.05' })
  return [
    { name: 'statements under 50 ms', value: (100 * fast) / all, unit: '%', aim: { atLeast: 99 } },
    { name: 'statements of the request of a tap', value: inRequests / taps, unit: '' },
    {
      name: 'all statements, delivery, confirmation and jobs among them, for a tap',
      value: all / taps,
      unit: '',
    },
    {
      name: 'processor time of both processes for a tap',
      value: (1000 * count('process_cpu_seconds_total')) / taps,
      unit: 'ms',
    },
  ]
}
