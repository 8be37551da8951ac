import type { Socket } from 'node:net'
import pg from 'pg'
import type { Connection, Driver, Result } from './driver.ts'
import { createPing } from './postgres-ping.ts'
import { PostgresStatement } from './postgres-statement.ts'

export interface PostgresOptions {
  url: string
  /** What its connections are called in `pg_stat_activity`, unless the URL says so itself. */
  name?: string
  /** Connections at most; further statements wait for a free one. */
  maxConnections: number
  /** How long a statement may wait for a connection before it fails. */
  acquireTimeoutMs: number
  /** How long the server may work on one statement. */
  statementTimeoutMs: number
  /** Hears of connections that broke while idle; the pool replaces them. */
  onIdleError?: (error: Error) => void
}

/** How long the server may be silent when it is asked whether it answers. */
const PING_MS = 700
/** How much longer than the server may work on a statement its answer is waited for. */
const SILENCE_MS = 2_000
const WATCH_MS = 1_000

/** The statements on their way on a lent connection: how many, and since when the last of them, 0 when none is. */
interface Lent {
  client: pg.PoolClient
  underWay: number
  sentMs: number
}

/**
 * A pool of connections to a PostgreSQL server, 15 or newer. Connects when first used. A connection on which the server
 * falls silent is given up, so that no statement waits for ever: `statementTimeoutMs` and 5 s more at most.
 */
export function createPostgresDriver(options: PostgresOptions): Driver {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.name,
    max: options.maxConnections,
    connectionTimeoutMillis: options.acquireTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: 2 * options.statementTimeoutMs,
    options: '-c timezone=UTC',
    // Statements are sent when they come, and answered in their order.
    pipeline: true,
  })
  // Without a listener a broken idle connection would end the process.
  pool.on('error', (error) => options.onIdleError?.(error))
  // So would one that breaks while it is lent, also in the moment before whoever asked for it has it: the loss shows in its statements.
  pool.on('connect', (client) => client.on('error', () => {}))
  const ping = createPing({ url: options.url, name: options.name, withinMs: PING_MS })
  let closing: Promise<void> | undefined

  // One timer for all statements instead of one for each: they are many, and the server keeps time itself while it answers.
  const lent = new Set<Lent>()
  const watch = setInterval(() => {
    const latestMs = performance.now() - options.statementTimeoutMs - SILENCE_MS
    const overdue = [...lent].filter(({ sentMs }) => sentMs > 0 && sentMs < latestMs)
    // A server that answers keeps the time itself, which whoever sends a longer statement has told it.
    if (overdue.length > 0) ping.ask().catch(() => overdue.forEach(abandon))
  }, WATCH_MS).unref()

  const reserve: Driver['reserve'] = async (work) => {
    const client = await pool.connect()
    const watched: Lent = { client, underWay: 0, sentMs: 0 }
    lent.add(watched)
    try {
      return await work(connectionOf(watched))
    } finally {
      lent.delete(watched)
      // The pool drops a client that lost its connection; one still in a transaction must not serve another flow.
      client.release(client.getTransactionStatus() !== IDLE)
    }
  }

  return {
    kind: 'postgres',
    // Not the pool's own `query`, which drops its connection when a statement fails, as for a duplicate.
    query: (request) => reserve((connection) => connection.query(request)),
    reserve,
    connections: () => ({
      used: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      max: options.maxConnections,
    }),
    ping: ping.ask,
    close: () => (closing ??= close()),
  }

  async function close() {
    await Promise.all([pool.end(), ping.close()])
    clearInterval(watch)
  }
}

const streamOf = (client: pg.PoolClient) =>
  (client as unknown as { connection: { stream: Socket } }).connection.stream

/** Ends a connection at once, as if the server had: what waits on it fails. */
function abandon({ client, sentMs }: Lent): void {
  if (sentMs > 0) streamOf(client).destroy()
}

/** Sends what comes next in this turn of the event loop in one packet with it: a packet costs more than a statement. */
function holdPacket(client: pg.PoolClient): void {
  const stream = streamOf(client)
  stream.cork()
  process.nextTick(() => stream.uncork())
}

const IDLE = 'I'

function connectionOf(lent: Lent): Connection {
  const { client } = lent
  const answerTo = async <T>(send: (answered: (error: Error | undefined, answer?: T) => void) => void) => {
    holdPacket(client)
    lent.sentMs = performance.now()
    lent.underWay++
    try {
      // By callback: the promises that `pg` makes by itself keep every answer alive for so long that V8 moves it into the old
      // generation, row by row, in pauses of 10 ms and more.
      return await new Promise<T>((resolve, reject) =>
        send((error, answer) => (error ? reject(error) : resolve(answer as T))),
      )
    } catch (error) {
      // Who sent it, instead of the socket on which its answer came.
      if (error instanceof Error) Error.captureStackTrace(error)
      throw error
    } finally {
      if (--lent.underWay === 0) lent.sentMs = 0
    }
  }
  return {
    query: (request) =>
      answerTo<Result>((answered) => client.query(new PostgresStatement(request, answered))),
    script: (text) => answerTo<void>((answered) => client.query(text, (error) => answered(error))),
  }
}
