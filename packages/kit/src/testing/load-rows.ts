import type { Db } from '../db/database.ts'
import type { Connection } from '../db/driver.ts'
import { splitStatements } from '../db/split-statements.ts'

/**
 * Runs a script that fills empty tables with very many rows: indexes are built afterwards, which takes a fraction of
 * the time, and the planner's statistics are up to date at the end. For a superuser foreign keys are not checked
 * and the statements run in any order, some at once; other users' run in order.
 */
export async function loadRows(db: Db, script: string): Promise<void> {
  const { isSuperuser, indexes } = await db.driver.reserve(async (connection) => ({
    isSuperuser: await readIsSuperuser(connection),
    indexes: await readIndexes(connection),
  }))
  const lanes = isSuperuser ? 2 : 1
  const settings = `set statement_timeout = 0; set synchronous_commit = off; set maintenance_work_mem = '256MB';
    ${isSuperuser ? 'set session_replication_role = replica' : ''}`
  const run = (statements: readonly string[]) => runAll(db, lanes, settings, statements)
  await run(indexes.map(({ name }) => `drop index ${name}`))
  await run(splitStatements(script).map(({ text }) => text))
  await run(indexes.map(({ definition }) => definition))
  await runAll(db, 1, settings, ['vacuum analyze'])
}

async function readIsSuperuser(connection: Connection): Promise<boolean> {
  const { rows } = await connection.query({ text: 'show is_superuser', values: [] })
  return rows[0]![0] === 'on'
}

/** The indexes that no constraint needs. */
async function readIndexes(connection: Connection) {
  const { rows } = await connection.query({
    text: `select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
           join pg_class on pg_class.oid = indexrelid
           where relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
             and not exists (select from pg_constraint where conindid = indexrelid)`,
    values: [],
  })
  return rows.map(([name, definition]) => ({ name: name as string, definition: definition as string }))
}

async function runAll(db: Db, lanes: number, settings: string, statements: readonly string[]): Promise<void> {
  const waiting = statements.values()
  const lane = () =>
    db.driver.reserve(async (connection) => {
      await connection.script(settings)
      for (const statement of waiting) await connection.script(statement)
    })
  await Promise.all(Array.from({ length: lanes }, lane))
}
