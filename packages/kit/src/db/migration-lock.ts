import type { Connection } from './driver.ts'
import { MigrationError } from './migration-error.ts'

// Any two numbers that no other user of advisory locks in the database takes.
const LOCK = '1198485362, 1735291499'
const TRY = `select pg_try_advisory_lock(${LOCK})`
const HOLDER = `
select l.pid, coalesce(nullif(a.application_name, ''), 'unnamed program'), a.query_start
from pg_locks l join pg_stat_activity a using (pid)
where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
  and l.classid = 1198485362 and l.objid = 1735291499`
const POLL_MS = 250

export interface LockWait {
  /** How long to wait for another process that migrates before giving up. */
  maxWaitMs: number
  wait: (ms: number) => Promise<void>
  onWaiting: () => void
}

/**
 * Runs `work` while no other process migrates this database. The lock belongs to the session of `connection`: it
 * ends with the process, and it needs a server connection that is not shared by a pooler in transaction mode.
 * Waits by asking again: a statement that waited inside the server would hold a snapshot, and building an index
 * concurrently waits for every snapshot, so the two would wait for each other.
 * @throws MigrationError when the lock is not had within `maxWaitMs`.
 */
export async function withMigrationLock<T>(
  connection: Connection,
  options: LockWait,
  work: () => Promise<T>,
): Promise<T> {
  for (let waitedMs = 0; !(await taken(connection)); waitedMs += POLL_MS) {
    if (waitedMs >= options.maxWaitMs) throw await refusal(connection, waitedMs)
    if (waitedMs === 0) options.onWaiting()
    await options.wait(POLL_MS)
  }
  try {
    return await work()
  } finally {
    // A lost connection has given the lock back already.
    await connection.script(`select pg_advisory_unlock(${LOCK})`).catch(() => {})
  }
}

async function taken(connection: Connection): Promise<boolean> {
  const { rows } = await connection.query({ text: TRY, values: [] })
  return rows[0]![0] === true
}

async function refusal(connection: Connection, waitedMs: number): Promise<MigrationError> {
  const { rows } = await connection.query({ text: HOLDER, values: [] })
  const [pid, program] = rows[0] ?? []
  const holder =
    pid === undefined ? 'Another process' : `The ${String(program)} on server process ${String(pid)}`
  return new MigrationError([
    `${holder} is migrating this database and was not done after ${waitedMs / 1000} s. Nothing was changed. ` +
      'Wait for it, then run migrate up again.',
  ])
}
