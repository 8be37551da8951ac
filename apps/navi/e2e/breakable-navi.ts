import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '@groundwork/kit/db/database'
import { openDatabase } from '@groundwork/kit/db/open-database'
import { startBreakableLink, type BreakableLink } from '@groundwork/kit/testing/breakable-link'
import { startPrivateService, type PrivateService } from '@groundwork/kit/testing/private-service'
import { startPushServer, type PushServer } from '@groundwork/kit/testing/push-server'
import type { RunningProcess } from '@groundwork/kit/testing/start-process'
import { startProcess } from './start-process.ts'

/** By what the processes tell each other of new taps. */
export type FanOut = 'redis' | 'nats'

/** Two processes of Navi on a PostgreSQL, a fan-out and a push service of their own, everything of which can be taken away. */
export interface BreakableNavi {
  /** The ledger, whatever became of the processes. */
  db: Db
  postgres: PrivateService
  fanOut: PrivateService
  /** The way of each process to the fan-out: without it neither hears of the other. */
  fanOutLinks: readonly BreakableLink[]
  /** Stands for Apple's. */
  pushes: PushServer
  /** The way of sockets to each process; undefined while it is down. */
  fronts: () => readonly (BreakableLink | undefined)[]
  /** Addresses of the processes that are up, for requests. */
  urls: () => readonly string[]
  /** @throws Error when the process had ended by itself */
  kill: (process: number) => Promise<void>
  start: (process: number) => Promise<void>
  /** Rejects as soon as a process ends that was not told to, with what it printed. */
  endedUnasked: Promise<never>
  close: () => Promise<void>
}

interface Running {
  process: RunningProcess
  front: BreakableLink
}

const PROCESSES = 2
const START_ATTEMPTS = 40
/** Nobody is refused for asking often: what is tested is what becomes of what is taken. */
const UNLIMITED = { LIMIT_REGISTER: '1000000/min', LIMIT_TAP: '1000000/min' }

/** Two processes on one database, whose news of each other go by the server named. */
export async function startBreakableNavi(by: FanOut): Promise<BreakableNavi> {
  const postgres = await startPrivateService('postgres')
  const fanOut = await startPrivateService(by)
  const pushes = await startPushServer(200, 'h2c')
  const links: BreakableLink[] = []
  const running: (Running | undefined)[] = []
  const fanOutPort = Number(new URL(fanOut.url).port)
  for (let i = 0; i < PROCESSES; i++) links.push(await startBreakableLink(fanOutPort))
  const TOKEN_KEYS = `shared:${randomBytes(32).toString('base64url')}`

  const shared = { NAVI_DATABASE_URL: postgres.url, TOKEN_KEYS, ...UNLIMITED, ...pushingTo(pushes) }
  const unasked = Promise.withResolvers<never>()
  // Whoever waits for it hears of it.
  unasked.promise.catch(() => {})
  const watch = async (i: number, started: Running) => {
    const how = await started.process.ended
    if (running[i] === started) unasked.reject(new Error(`process ${i} ended unasked, ${how}`))
  }

  const start = async (i: number) => {
    const env = { ...shared, [`${by.toUpperCase()}_URL`]: links[i]!.through(fanOut.url) }
    for (let attempt = 1; running[i] === undefined; attempt++) {
      try {
        const process = await startProcess({ env })
        const front = await startBreakableLink(Number(new URL(process.url).port))
        const started = { process, front }
        running[i] = started
        void watch(i, started)
      } catch (error) {
        // It refuses to start while a service is away; what looks after processes starts it again.
        if (attempt === START_ATTEMPTS) throw error
        await pause(50)
      }
    }
  }
  const end = async (i: number, how: (process: RunningProcess) => Promise<unknown>) => {
    const ending = running[i]
    running[i] = undefined
    if (!ending) return
    await how(ending.process)
    await ending.front.close()
  }
  await start(0)
  await start(1)
  const limits = { maxConnections: 2, acquireTimeoutMs: 5_000, statementTimeoutMs: 10_000 }
  const db = await openDatabase({ url: postgres.url, dataDir: '', ...limits })
  return {
    db,
    postgres,
    fanOut,
    fanOutLinks: links,
    pushes,
    fronts: () => running.map((one) => one?.front),
    urls: () => running.flatMap((one) => (one ? [one.process.url] : [])),
    kill: (i) =>
      end(i, async (dying) => {
        dying.kill()
        const how = await dying.ended
        await dying.stop()
        if (!how.startsWith('by SIGKILL')) throw new Error(`process ${i} had ended unasked, ${how}`)
      }),
    start,
    endedUnasked: unasked.promise,
    async close() {
      for (let i = 0; i < PROCESSES; i++) await end(i, (ending) => ending.stop())
      await db.close()
      for (const link of links) await link.close()
      await Promise.all([postgres.close(), fanOut.close(), pushes.stop()])
    },
  }
}

/** What a process is told of the provider of pushes. */
function pushingTo({ origin }: PushServer): Record<string, string> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    APNS_KEY_ID: 'KEY',
    APNS_TEAM_ID: 'TEAM',
    APNS_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    APNS_URL: origin,
    APNS_BUNDLE_ID: 'com.example.navi',
  }
}
