import type { Redis } from 'ioredis'

/** Why a command of Redis has no answer; those who called do without. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable'
}

/** How long a caller waits for the server: `brief` where it can as well do without, `patient` where it would be inexact then. */
export type Patience = 'brief' | 'patient'

/** `slow`: it answers, later than brief callers wait. */
export type RedisState = 'up' | 'slow' | 'down'

/** A connection to Redis that answers or refuses within a bounded time, and mends itself. */
export interface RedisLink {
  /**
   * Runs commands. They are refused at once while the server is known to answer later than their caller waits: a silent server
   * costs that wait once.
   * @throws RedisUnavailable within `waitMs`, five times that for patient callers, whatever the server does. The server may then
   * still carry the commands out, also much later: they must be such that this does no harm.
   */
  run<T>(commands: (redis: Redis) => Promise<T>, patience?: Patience): Promise<T>
  /**
   * Which start of the server answers: after another one it may have forgotten things, or brought back what it had forgotten. The same
   * for all processes; empty before the first, and where the server does not tell.
   */
  readonly incarnation: string
  /** Waits until the server answers in time for brief callers, at most `withinMs`. @returns whether it does. */
  ready(withinMs: number): Promise<boolean>
  /** Ends the connection. Safe to call twice. */
  close(): Promise<void>
}

export interface RedisLinkOptions {
  /** `redis:` or `rediss:`, with user, password and number of the database when needed. One server, not a cluster. */
  url: string
  /** What the connection is called in `CLIENT LIST`. */
  name: string
  /** How long a command of a brief caller may take, 100 ms by default. */
  waitMs?: number
  /** How long one of a patient caller may take; five times that of a brief one by default. */
  patientMs?: number
  /** How often a server that does not answer in time is tried, 250 ms by default. */
  retryMs?: number
  /** Hears of every change. It begins as one that is down. */
  onChange?: (state: RedisState, reason: string) => void
}

const WAIT_MS = 100
const TIMES_AS_PATIENT = 5
const RETRY_MS = 250
/** A new connection is given up after this long, or twice the time of a patient command where that is more. */
const CONNECT_MS = 1_000

const RUN_ID = /^run_id:(\w{8})/m

/** Connects at once and in the background; the client library is loaded only now. */
export function createRedisLink(options: RedisLinkOptions): RedisLink {
  const { waitMs = WAIT_MS, retryMs = RETRY_MS, onChange } = options
  const patientMs = options.patientMs ?? TIMES_AS_PATIENT * waitMs
  let client: Redis | undefined
  let state: RedisState = 'down'
  let isClosed = false
  let isProbing = false
  let retry: NodeJS.Timeout | undefined
  let lastProblem = 'not connected yet'
  let incarnation = ''
  const waiting = new Set<() => void>()

  const turn = (next: RedisState, reason: string) => {
    if (state === next || isClosed) return
    state = next
    onChange?.(next, reason)
    if (next === 'up') for (const wake of waiting) wake()
  }
  const late = (ms: number) => {
    lastProblem = `no answer within ${ms} ms`
    if (ms >= patientMs) turn('down', lastProblem)
    else if (state === 'up') turn('slow', lastProblem)
    void probe()
  }

  const recognise = async (opened: Redis) => {
    const told = await opened.info('server').catch(() => '')
    incarnation = RUN_ID.exec(told)?.[1] ?? ''
    if (opened.status === 'ready') turn('up', 'answers')
  }

  const mustProbe = () => state !== 'up' && !isClosed && client?.status === 'ready'
  // A server can hold its connections and say nothing, or little by little. What it does is found out here, not at a caller's cost.
  const probe = async () => {
    if (isProbing) return
    isProbing = true
    while (mustProbe()) {
      const startedMs = performance.now()
      let isOver = false
      const silence = setTimeout(() => setImmediate(() => isOver || late(patientMs)), patientMs).unref()
      const isAnswered = await client!.ping().then(
        () => true,
        () => false,
      )
      isOver = true
      clearTimeout(silence)
      const tookMs = performance.now() - startedMs
      if (isAnswered && tookMs <= waitMs) turn('up', 'answers')
      else if (isAnswered && tookMs <= patientMs) turn('slow', `it takes ${Math.round(tookMs)} ms to answer`)
      // What comes late tells that it was silent, not what it is.
      if (tookMs <= patientMs) await pause()
    }
    isProbing = false
  }

  const pause = () => new Promise<void>((resolve) => void (retry = setTimeout(resolve, retryMs).unref()))

  const connect = async () => {
    const { Redis } = await import('ioredis')
    if (isClosed) return
    const connectMs = Math.max(CONNECT_MS, 2 * patientMs)
    client = new Redis(options.url, {
      connectionName: options.name,
      disableClientInfo: true,
      connectTimeout: connectMs,
      // Ends a connection on which commands wait and nothing arrives, also while it is being set up.
      socketTimeout: connectMs,
      disconnectTimeout: 100,
      retryStrategy: () => retryMs * (1 + Math.random() / 2),
      // What cannot be sent now is not wanted later.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    })
    client.on('error', (error: Error) => void (lastProblem = error.message || error.name))
    const opened = client
    opened.on('ready', () => void recognise(opened))
    client.on('close', () => turn('down', 'the connection was lost'))
  }
  const connected = connect().catch((error: Error) => void (lastProblem = error.message))

  const run = <T>(commands: (redis: Redis) => Promise<T>, patience: Patience = 'brief'): Promise<T> => {
    if (state === 'down' || (state === 'slow' && patience === 'brief'))
      return Promise.reject(new RedisUnavailable(`Redis does not answer: ${lastProblem}`))
    return new Promise((resolve, reject) => {
      let isSettled = false
      const ms = patience === 'brief' ? waitMs : patientMs
      // When this process was held up, answers that came meanwhile are read before the wait counts as over.
      const timer = setTimeout(() => setImmediate(giveUp), ms)
      const settle = () => {
        isSettled = true
        clearTimeout(timer)
      }
      const giveUp = () => {
        if (isSettled) return
        isSettled = true
        late(ms)
        reject(new RedisUnavailable(`Redis does not answer: ${lastProblem}`))
      }
      commands(client!).then(
        (answer) => {
          settle()
          resolve(answer)
        },
        (error: Error) => {
          settle()
          reject(new RedisUnavailable(`Redis refused: ${error.message}`, { cause: error }))
        },
      )
    })
  }

  return {
    run,
    get incarnation() {
      return incarnation
    },
    async ready(withinMs) {
      const isUp = () => state === 'up'
      if (isUp()) return true
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, withinMs)
      waiting.add(resolve)
      await promise
      clearTimeout(timer)
      waiting.delete(resolve)
      return isUp()
    },
    async close() {
      isClosed = true
      state = 'down'
      clearTimeout(retry)
      await connected
      if (client === undefined || client.status === 'end') return
      const ended = new Promise((resolve) => client!.once('end', resolve))
      // Between two attempts there is no connection whose end could be waited for.
      const isPausing = client.status === 'reconnecting'
      client.disconnect()
      if (!isPausing) await ended
    },
  }
}
