import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { unaccent } from '@electric-sql/pglite/contrib/unaccent'
import type { Connection, Driver, Request } from './driver.ts'
import { createMutex } from './mutex.ts'

export interface EmbeddedOptions {
  /** Folder of the data files, made when absent; undefined keeps everything in memory. */
  dataDir?: string
  /** A data folder packed by `dumpDataDir`, to start from instead of an empty database. */
  loadDataDir?: Blob
}

const INT8 = 20
const NUMERIC = 1700
const DATE = 1082
const parsers = { [INT8]: Number, [NUMERIC]: Number, [DATE]: (text: string) => text }

/** PostgreSQL in this process, on disk or in memory. It has one connection: flows take turns. */
export async function createEmbeddedDriver(
  options: EmbeddedOptions = {},
): Promise<Driver & { pglite: PGlite }> {
  const pglite = await PGlite.create({
    dataDir: options.dataDir,
    loadDataDir: options.loadDataDir,
    extensions: { pg_trgm, unaccent },
    parsers,
  })
  await pglite.exec(`set timezone = 'UTC'`)
  const inTurn = createMutex()
  const connection: Connection = {
    query: (request) => send(pglite, request),
    script: async (text) => void (await pglite.exec(text)),
  }
  let closing: Promise<void> | undefined
  return {
    kind: 'embedded',
    pglite,
    query: (request) => inTurn(() => connection.query(request)),
    reserve: (work) => inTurn(() => work(connection)),
    close: () => (closing ??= inTurn(() => pglite.close())),
  }
}

async function send(pglite: PGlite, request: Request) {
  const { rows, fields, affectedRows } = await pglite.query<unknown[]>(
    request.text,
    request.values as unknown[],
    { rowMode: 'array' },
  )
  return { columns: fields.map((field) => field.name), rows, affected: affectedRows ?? 0 }
}
