import type { Redis } from 'ioredis'

/** Why a command of Redis has no answer; those who called do without. */
export class RedisUnavailable extends Error {
  override readonly name = 'RedisUnavailable'
}

/** A connection to Redis that answers or refuses within a bounded time, and mends itself. */
export interface RedisLink {
  /**
   * Runs commands. They are refused at once while the server is known not to answer.
   * @throws RedisUnavailable within `waitMs`, whatever the server does. The server may then still carry the commands out, also
   * much later: they must be such that this does no harm.
   */
  run<T>(commands: (redis: Redis) => Promise<T>): Promise<T>
  /**
   * Which start of the server answers: after another one it may have forgotten things, or brought back what it had forgotten. The same
   * for all processes; empty before the first, and where the server does not tell.
   */
  readonly incarnation: string
  /** Waits until the server answers, at most `withinMs`. @returns whether it does. */
  ready(withinMs: number): Promise<boolean>
  /** Ends the connection. Safe to call twice. */
  close(): Promise<void>
}

export interface RedisLinkOptions {
  /** `redis:` or `rediss:`, with user, password and number of the database when needed. One server, not a cluster. */
  url: string
  /** What the connection is called in `CLIENT LIST`. */
  name: string
  /** How long a command may take, 100 ms by default. */
  waitMs?: number
  /** How often a server that does not answer is tried, 250 ms by default. */
  retryMs?: number
  /** Hears when the server stops and begins to answer, once each time. It begins as one that does not. */
  onChange?: (state: 'up' | 'down', reason: string) => void
}

const WAIT_MS = 100
const RETRY_MS = 250
/** A new connection is given up after this long, or twice the time of a command where that is more. */
const CONNECT_MS = 1_000

const RUN_ID = /^run_id:(\w{8})/m

/** Connects at once and in the background; the client library is loaded only now. */
export function createRedisLink(options: RedisLinkOptions): RedisLink {
  const { waitMs = WAIT_MS, retryMs = RETRY_MS, onChange } = options
  let client: Redis | undefined
  let isUp = false
  let isClosed = false
  let retry: NodeJS.Timeout | undefined
  let lastProblem = 'not connected yet'
  let incarnation = ''
  const waiting = new Set<() => void>()

  const rise = () => {
    if (isUp || isClosed) return
    isUp = true
    onChange?.('up', 'answers')
    for (const wake of waiting) wake()
  }
  const fall = (reason: string) => {
    if (!isUp) return
    isUp = false
    onChange?.('down', reason)
  }

  const recognise = async (opened: Redis) => {
    const told = await opened.info('server').catch(() => '')
    incarnation = RUN_ID.exec(told)?.[1] ?? ''
    if (opened.status === 'ready') rise()
  }

  // A server can hold its connections and say nothing. Whether it talks again is found out here, not at a caller's cost.
  const probe = () => {
    retry = setTimeout(() => {
      if (isUp || isClosed || client?.status !== 'ready') return
      client.ping().then(rise, probe)
    }, retryMs).unref()
  }

  const connect = async () => {
    const { Redis } = await import('ioredis')
    if (isClosed) return
    const connectMs = Math.max(CONNECT_MS, 2 * waitMs)
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
    client.on('close', () => fall('the connection was lost'))
  }
  const connected = connect().catch((error: Error) => void (lastProblem = error.message))

  const run = <T>(commands: (redis: Redis) => Promise<T>): Promise<T> => {
    if (!isUp) return Promise.reject(new RedisUnavailable(`Redis does not answer: ${lastProblem}`))
    return new Promise((resolve, reject) => {
      let isSettled = false
      // When this process was held up, answers that came meanwhile are read before the wait counts as over.
      const timer = setTimeout(() => setImmediate(giveUp), waitMs)
      const settle = () => {
        isSettled = true
        clearTimeout(timer)
      }
      const giveUp = () => {
        if (isSettled) return
        isSettled = true
        lastProblem = `no answer within ${waitMs} ms`
        reject(new RedisUnavailable(`Redis does not answer: ${lastProblem}`))
        if (!isUp) return
        fall(lastProblem)
        probe()
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
      if (isUp) return true
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, withinMs)
      waiting.add(resolve)
      await promise
      clearTimeout(timer)
      waiting.delete(resolve)
      return isUp
    },
    async close() {
      isClosed = true
      isUp = false
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
