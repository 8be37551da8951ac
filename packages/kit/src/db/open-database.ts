import { existsSync } from 'node:fs'
import { StartError } from '../errors/start-error.ts'
import { createDb, type Db, type DbOptions } from './database.ts'
import { createEmbeddedDriver } from './embedded-driver.ts'
import { lockDataDir } from './data-dir-lock.ts'
import { createPostgresDriver, type PostgresOptions } from './postgres-driver.ts'

export interface OpenOptions extends DbOptions, Omit<PostgresOptions, 'url'> {
  /** A PostgreSQL URL; undefined opens the embedded database. */
  url: string | undefined
  /** Folder of the embedded database. */
  dataDir: string
  /** Hears of what takes seconds: the embedded database being made. */
  report?: (progress: string) => void
}

/**
 * Opens the PostgreSQL server at `url`, or else the embedded database in `dataDir`.
 * @throws StartError when the server cannot be used, with what helps, or another process has that folder open.
 */
export async function openDatabase(options: OpenOptions): Promise<Db> {
  if (options.url !== undefined) return openServer({ ...options, url: options.url })
  const isNew = !existsSync(options.dataDir)
  const unlock = await lockDataDir(options.dataDir)
  if (isNew) options.report?.(`Making the database in ${options.dataDir}; this takes a few seconds, once.`)
  try {
    const db = createDb(await createEmbeddedDriver({ dataDir: options.dataDir }), options)
    return { ...db, close: () => db.close().finally(unlock) }
  } catch (error) {
    await unlock()
    throw error
  }
}

async function openServer(options: OpenOptions & { url: string }): Promise<Db> {
  const db = createDb(createPostgresDriver(options), options)
  try {
    await db.execute({ shape: 'db.greet', text: 'select 1', values: [] })
    return db
  } catch (error) {
    await db.close()
    const { message, code } = ((error as Error).cause ?? error) as Error & { code?: string }
    const host = new URL(options.url).host
    throw new StartError(
      `The database server at ${host} cannot be used: ${message}. ${REMEDIES[code ?? ''] ?? 'Start it, or correct DATABASE_URL.'}`,
      { cause: error },
    )
  }
}

const ADMIT = 'Correct the user or the password in DATABASE_URL, or let the server admit them.'

/** What helps when a server answers that it refuses, by its SQLSTATE. */
const REMEDIES: Readonly<Record<string, string>> = {
  '28P01': ADMIT,
  '28000': ADMIT,
  '3D000': 'Create that database, or correct its name in DATABASE_URL.',
  '42501': 'Grant that user `connect` on the database, or name another in DATABASE_URL.',
  '53300': 'Let the server take more connections, or the processes fewer by DATABASE_POOL.',
  '57P03': 'Try again when it is ready.',
}
