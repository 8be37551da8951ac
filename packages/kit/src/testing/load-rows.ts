import type { Db } from '../db/database.ts'
import { splitStatements } from '../db/split-statements.ts'

const SETTINGS = `set statement_timeout = 0; set maintenance_work_mem = '256MB'`
const OURS = `relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`

const FOREIGN_KEYS = `
  select format('alter table %s drop constraint %I', conrelid::regclass, conname), null from pg_constraint
  join pg_class on pg_class.oid = conrelid where contype = 'f' and ${OURS}`
const TABLES = `
  select format('alter table %1$s set unlogged; alter table %1$s disable trigger user', oid::regclass), null from pg_class where relkind = 'r' and ${OURS}`
const INDEXES = `
  select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid) from pg_index
  join pg_class on pg_class.oid = indrelid
  where ${OURS} and not exists (select from pg_constraint where conindid = indexrelid)`

/**
 * Runs a script that fills the empty tables of a database with very many rows, to ask for plans there. That takes a
 * fraction of the time and disk it would take a real one: foreign keys are dropped, triggers do not fire, tables survive no crash
 * of the server, and indexes are built at the end. The statements of the script run in any order, two at once.
 */
export async function loadRows(db: Db, script: string): Promise<void> {
  await run(db, await read(db, FOREIGN_KEYS, 0))
  await run(db, await read(db, TABLES, 0))
  const definitions = await read(db, INDEXES, 1)
  await run(db, await read(db, INDEXES, 0))
  await run(
    db,
    splitStatements(script).map(({ text }) => text),
    2,
  )
  await run(db, definitions, 2)
  await run(db, ['vacuum analyze'])
}

async function read(db: Db, text: string, column: 0 | 1): Promise<string[]> {
  const { rows } = await db.driver.query({ text, values: [] })
  return rows.map((row) => row[column] as string)
}

async function run(db: Db, statements: readonly string[], lanes = 1): Promise<void> {
  const waiting = statements.values()
  const lane = () =>
    db.driver.reserve(async (connection) => {
      await connection.script(SETTINGS)
      for (const statement of waiting) await connection.script(statement)
    })
  await Promise.all(Array.from({ length: lanes }, lane))
}
