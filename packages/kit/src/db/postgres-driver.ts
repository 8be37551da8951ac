import pg from 'pg'
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

const INT8 = 20
const INT8_ARRAY = 1016
const NUMERIC = 1700
const DATE = 1082
const DATE_ARRAY = 1182
const INTERVAL = 1186
const TEXT_ARRAY = 1009
const asText = (text: string) => text
const textArray = (pg.types.getTypeParser as (oid: number) => (text: string) => (string | null)[])(TEXT_ARRAY)
const parsers = new Map<number, (text: string) => unknown>([
  [INT8, Number],
  [INT8_ARRAY, (text) => textArray(text).map((item) => (item === null ? null : Number(item)))],
  [NUMERIC, Number],
  [DATE, asText],
  [DATE_ARRAY, textArray],
  [INTERVAL, asText],
])
const types = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    parsers.get(oid) ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/** A pool of connections to a PostgreSQL server, 15 or newer. Connects when first used. */
export function createPostgresDriver(options: PostgresOptions): Driver {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    connectionTimeoutMillis: options.acquireTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: 2 * options.statementTimeoutMs,
    types,
  })
  // Without a listener a broken idle connection would end the process.
  pool.on('error', (error) => options.onIdleError?.(error))
  let closing: Promise<void> | undefined

  return {
    kind: 'postgres',
    query: (request) => send(pool, request),
    async reserve(work) {
      const client = await pool.connect()
      // A reserved client reports its own loss here as well as in the failing query.
      const ignore = () => {}
      client.on('error', ignore)
      try {
        return await work(connectionOf(client))
      } finally {
        client.off('error', ignore)
        // The pool keeps no client that has lost its connection.
        client.release()
      }
    },
    close: () => (closing ??= pool.end()),
  }
}

function connectionOf(client: pg.PoolClient): Connection {
  return {
    query: (request) => send(client, request),
    script: async (text) => void (await client.query(text)),
  }
}

async function send(on: pg.Pool | pg.PoolClient, request: Request): Promise<Result> {
  const { rows, fields, rowCount } = await on.query({
    name: request.name,
    text: request.text,
    values: request.values as unknown[],
    rowMode: 'array',
  })
  return { columns: fields.map((field) => field.name), rows, affected: rowCount ?? 0 }
}
