import { performance } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from './database.ts'
import type { Connection, Driver } from './driver.ts'
import { assertHistory, newerRecords, title } from './migration-history.ts'
import { withMigrationLock } from './migration-lock.ts'
import { movesDown, movesUp, type DownTarget, type Move } from './migration-moves.ts'
import { createRecords, readRecords, type MigrationRecord } from './migration-records.ts'
import { DEFAULT_TIMEOUTS, moveScripts, type Timeouts } from './migration-script.ts'
import type { Migration } from './read-migrations.ts'
import { runStep } from './run-migration-step.ts'

/** What a run has to tell while it lasts. */
export interface MigrationEvent {
  kind: 'applied' | 'undone' | 'retrying' | 'repaired' | 'waiting' | 'newer'
  /** `yoga/0001_create_poses`; absent while waiting for another process. */
  migration?: string
  /** For a person. */
  text: string
}

export interface MigrateOptions extends Partial<Timeouts> {
  /** How often a step that did not get its lock in time is tried, the first time included. 8 when absent: half a minute. */
  attempts?: number
  /** How long to wait for another process that migrates this database. One minute when absent. */
  maxWaitMs?: number
  /** Waits between tries; a test passes its own. */
  wait?: (ms: number) => Promise<void>
  report?: (event: MigrationEvent) => void
  /**
   * Whether the program may be older than the database, as while a release is rolled out or taken back. What a newer program has
   * applied is then left alone and reported.
   */
  mayBeOlder?: boolean
}

/**
 * Applies what is pending, in order, up to and with the migration named `to` when it is given, and returns what it
 * applied. Several processes may call it at once: one works, the others wait for it and find nothing to do.
 * Each step is committed together with its record. After a failure or a kill the next call goes on where it stopped;
 * an index whose concurrent build failed is dropped and built again.
 * @throws MigrationError when the records and the files do not belong together (changed file, newer database), when
 *   another process takes too long, and when a statement fails: with the file, the line and the server's message.
 */
export async function migrateUp(
  db: Db,
  migrations: readonly Migration[],
  options: MigrateOptions & { to?: string } = {},
): Promise<Migration[]> {
  return run(db, migrations, options, (records) => movesUp(migrations, records, options.to))
}

/**
 * Undoes the last `steps` migrations, or all that were applied after the one named `to`; returns what it undid.
 * @throws MigrationError as `migrateUp` does, and when one of them has no way back; then none is undone.
 */
export async function migrateDown(
  db: Db,
  migrations: readonly Migration[],
  options: MigrateOptions & DownTarget,
): Promise<Migration[]> {
  return run(db, migrations, options, (records) => movesDown(migrations, records, options))
}

type Settings = Required<MigrateOptions>

async function run(
  db: Db,
  migrations: readonly Migration[],
  options: MigrateOptions,
  choose: (records: readonly MigrationRecord[]) => Move[],
): Promise<Migration[]> {
  const settings: Settings = {
    ...DEFAULT_TIMEOUTS,
    attempts: 8,
    maxWaitMs: 60_000,
    wait: (ms) => delay(ms),
    report: () => {},
    mayBeOlder: false,
    ...options,
  }
  const { maxWaitMs, wait, report } = settings
  const onWaiting = () => report({ kind: 'waiting', text: 'another process is migrating this database' })
  const work = async (connection: Connection) => {
    await createRecords(connection)
    const records = await readRecords(connection)
    assertHistory(migrations, records, settings)
    for (const record of settings.mayBeOlder ? newerRecords(migrations, records) : [])
      report({ kind: 'newer', migration: title(record), text: 'was applied by a newer program' })
    const moves = choose(records)
    for (const move of moves) await runMove(connection, move, db.driver.kind, settings)
    return moves.map(({ migration }) => migration)
  }
  return db.driver.reserve((connection) =>
    withMigrationLock(connection, { maxWaitMs, wait, onWaiting }, () => work(connection)),
  )
}

async function runMove(
  connection: Connection,
  move: Move,
  kind: Driver['kind'],
  settings: Settings,
): Promise<void> {
  const startedMs = performance.now()
  const { attempts, wait } = settings
  const { file } = move.migration
  const migration = title(move.migration)
  const report = (kind: MigrationEvent['kind'], text: string) => settings.report({ kind, migration, text })
  for (const [i, script] of moveScripts(move, kind, settings).entries())
    await runStep(connection, script, {
      file,
      attempts,
      wait,
      report,
      begun: move.begun && (i === 0 || move.direction === 'down'),
    })
  const tookMs = Math.round(performance.now() - startedMs)
  report(move.direction === 'up' ? 'applied' : 'undone', `${tookMs} ms`)
}
