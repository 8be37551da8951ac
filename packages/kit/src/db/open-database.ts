import { createDb, type Db, type DbOptions } from './database.ts'
import { createEmbeddedDriver } from './embedded-driver.ts'
import { lockDataDir } from './data-dir-lock.ts'
import { createPostgresDriver, type PostgresOptions } from './postgres-driver.ts'

export interface OpenOptions extends DbOptions, Omit<PostgresOptions, 'url'> {
  /** A PostgreSQL URL; undefined opens the embedded database. */
  url: string | undefined
  /** Folder of the embedded database. */
  dataDir: string
}

/**
 * Opens the PostgreSQL server at `url`, or else the embedded database in `dataDir`.
 * @throws Error when another process has that folder open.
 */
export async function openDatabase(options: OpenOptions): Promise<Db> {
  if (options.url !== undefined)
    return createDb(createPostgresDriver({ ...options, url: options.url }), options)
  const unlock = await lockDataDir(options.dataDir)
  try {
    const db = createDb(await createEmbeddedDriver({ dataDir: options.dataDir }), options)
    return { ...db, close: () => db.close().finally(unlock) }
  } catch (error) {
    await unlock()
    throw error
  }
}
