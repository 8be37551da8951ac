import { PGlite } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { unaccent } from '@electric-sql/pglite/contrib/unaccent'
import { columnParsers } from './column-values.ts'
import type { Connection, Driver, Request, Result } from './driver.ts'
import { createMutex } from './mutex.ts'
import { wireText } from './wire-text.ts'

export interface EmbeddedOptions {
  /** Folder of the data files, made when absent; undefined keeps everything in memory. */
  dataDir?: string
  /** A data folder packed by `dumpDataDir`, to start from instead of an empty database. */
  loadDataDir?: Blob
}

/** PostgreSQL in this process, on disk or in memory. It has one connection: flows take turns. */
export async function createEmbeddedDriver(
  options: EmbeddedOptions = {},
): Promise<Driver & { pglite: PGlite }> {
  const pglite = await PGlite.create({ ...options, extensions: { pg_trgm, unaccent } })
  // Values are converted as on a server: by our table on their way out, by PostgreSQL itself on their way in.
  pglite.parsers = { ...columnParsers }
  pglite.serializers = {}
  await pglite.exec(`set timezone = 'UTC'`)
  const mutex = createMutex()
  let asked = 0
  const inTurn = <T>(work: () => Promise<T>) => {
    asked++
    return mutex(work).finally(() => void asked--)
  }
  const connection = connectionOf(pglite)
  let closing: Promise<void> | undefined
  return {
    kind: 'embedded',
    pglite,
    query: (request) => inTurn(() => connection.query(request)),
    reserve: (work) =>
      inTurn(async () => {
        try {
          return await work(connection)
        } catch (error) {
          // Whatever transaction the work left open must not take in the statements of the next flow.
          await pglite.exec('rollback').catch(() => {})
          throw error
        }
      }),
    // It is in this process: it answers as long as this process does.
    ping: () => (pglite.closed ? Promise.reject(new Error('the database is closed')) : Promise.resolve()),
    connections: () => ({
      used: Math.min(asked, 1),
      idle: 1 - Math.min(asked, 1),
      waiting: Math.max(asked - 1, 0),
      max: 1,
    }),
    close: () => (closing ??= inTurn(() => pglite.close())),
  }
}

function connectionOf(pglite: PGlite): Connection {
  const texts = new Map<string, string>()
  return {
    query: async (request) => {
      refuseOtherText(texts, request)
      return send(pglite, request)
    },
    script: async (text) => void (await pglite.exec(text)),
  }
}

/** On a server a prepared statement keeps its text; here nothing is prepared, but the mistake is one all the same. */
function refuseOtherText(texts: Map<string, string>, { name, text }: Request): void {
  if (name === undefined) return
  const known = texts.get(name)
  if (known === undefined) texts.set(name, text)
  else if (known !== text)
    throw new Error(`the prepared statement ${name} was used for a different statement`)
}

async function send(pglite: PGlite, { text, values }: Request): Promise<Result> {
  const result = await pglite.query<unknown[]>(text, values.map(wireText), { rowMode: 'array' })
  const { rows, fields, affectedRows = 0 } = result
  return { columns: fields.map((field) => field.name), rows, affected: affectedRows }
}
