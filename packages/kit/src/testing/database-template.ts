import type { Db, DbOptions } from '../db/database.ts'
import type { PostgresOptions } from '../db/postgres-driver.ts'
import { byRemoval, type Resetting } from './reused-databases.ts'

/** What a test database starts out as. Built once per key and cloned for each test file. */
export interface DatabaseTemplate {
  /** Changes whenever `prepare` would make something else: a hash of the migrations and seeds. */
  key: string
  /** Fills an empty database: runs the migrations, and seeds what every test needs. */
  prepare: (db: Db) => Promise<void>
  /** With it a database that is dropped returns to what it began with, when it can, and serves the next test file of the process. */
  resetting?: Resetting
}

export interface TestDatabaseOptions extends DbOptions {
  /** PostgreSQL by default, or the embedded database when TEST_SERVICES=embedded. */
  engine?: 'postgres' | 'embedded'
  /** Nothing by default: an empty database. */
  template?: DatabaseTemplate
  /** False for a database with nothing in it but the template's: one that is used again holds notes of its changes. */
  reuse?: boolean
  /** Limits of the connection pool, on PostgreSQL. */
  pool?: Partial<Omit<PostgresOptions, 'url'>>
}

export interface TestDatabase {
  db: Db
  /** For another process or another pool. Undefined on the embedded database. */
  url: string | undefined
  /**
   * Closes `db` and removes the database.
   * @throws Error when connections to it are still open: something in the test was not closed.
   */
  drop(): Promise<void>
}

/** The template of a database without anything in it. */
export const emptyTemplate: DatabaseTemplate = {
  key: 'empty',
  prepare: async () => {},
  resetting: byRemoval,
}
