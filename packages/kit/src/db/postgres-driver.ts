import pg from 'pg'
import { columnParsers } from './column-values.ts'
import type { Connection, Driver, Request, Result } from './driver.ts'

export interface PostgresOptions {
  url: string
  /** Connections at most; further statements wait for a free one. */
  maxConnections: number
  /** How long a statement may wait for a connection before it fails. */
  acquireTimeoutMs: number
  /** How long the server may work on one statement. */
  statementTimeoutMs: number
  /** Hears of connections that broke while idle; the pool replaces them. */
  onIdleError?: (error: Error) => void
}

const asText = (text: string) => text
const types = {
  getTypeParser: ((oid: number) => columnParsers[oid] ?? asText) as typeof pg.types.getTypeParser,
}

// An instant sent for a `date` means its day in UTC, as on the embedded database, not the day where this process runs.
pg.defaults.parseInputDatesAsUTC = true

/** A pool of connections to a PostgreSQL server, 15 or newer. Connects when first used. */
export function createPostgresDriver(options: PostgresOptions): Driver {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    connectionTimeoutMillis: options.acquireTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: 2 * options.statementTimeoutMs,
    types,
    options: '-c timezone=UTC',
  })
  // Without a listener a broken idle connection would end the process.
  pool.on('error', (error) => options.onIdleError?.(error))
  let closing: Promise<void> | undefined

  const reserve: Driver['reserve'] = async (work) => {
    const client = await pool.connect()
    // A reserved client reports its own loss here as well as in the failing query.
    const ignore = () => {}
    client.on('error', ignore)
    try {
      return await work(connectionOf(client))
    } finally {
      client.off('error', ignore)
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
    close: () => (closing ??= pool.end()),
  }
}

const IDLE = 'I'

function connectionOf(client: pg.PoolClient): Connection {
  return {
    query: (request) => send(client, request),
    script: async (text) => void (await client.query(text)),
  }
}

async function send(client: pg.PoolClient, request: Request): Promise<Result> {
  const { command, rows, fields, rowCount } = await client.query({
    name: request.name,
    text: request.text,
    values: request.values as unknown[],
    rowMode: 'array',
  })
  // The server counts the rows of a select too.
  const affected = command === 'SELECT' ? 0 : (rowCount ?? 0)
  return { columns: fields.map((field) => field.name), rows, affected }
}
