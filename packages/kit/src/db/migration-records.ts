import type { Connection, Result } from './driver.ts'
import type { Migration } from './read-migrations.ts'

/** What the database remembers of a migration. */
export interface MigrationRecord {
  source: string
  number: number
  name: string
  checksum: string
  /** When its last step was done; undefined while it is half applied or half undone. */
  appliedAt: Date | undefined
  /** Which way it went last. */
  direction: Direction
  /** Steps of that direction that are done. */
  stepsDone: number
  /** Steps of that direction that were begun: one more than done when a step outside of transactions was cut short. */
  stepsStarted: number
}

export type Direction = 'up' | 'down'

const BOOTSTRAP = `
create schema if not exists kit;
create table if not exists kit.migrations (
  source text not null,
  number integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamptz,
  position bigint generated always as identity,
  direction text not null constraint migrations_direction_check check (direction in ('up', 'down')),
  steps_done integer not null,
  steps_started integer not null,
  constraint migrations_pkey primary key (source, number)
)`

const READ = `
select source, number, name, checksum, applied_at, direction, steps_done, steps_started
from kit.migrations
order by position`

/** Makes the table of records when it is absent. Needs the right to create a schema only then. */
export async function createRecords(connection: Connection): Promise<void> {
  if (!(await hasRecords(connection))) await connection.script(BOOTSTRAP)
}

/** Every record, oldest first; none when there is no table of records. */
export async function readRecords(connection: Pick<Connection, 'query'>): Promise<MigrationRecord[]> {
  if (!(await hasRecords(connection))) return []
  const { rows } = await connection.query({ text: READ, values: [] })
  return rows.map(([source, number, name, checksum, appliedAt, direction, stepsDone, stepsStarted]) => ({
    source: source as string,
    number: number as number,
    name: name as string,
    checksum: checksum as string,
    appliedAt: (appliedAt as Date | null) ?? undefined,
    direction: direction as Direction,
    stepsDone: stepsDone as number,
    stepsStarted: stepsStarted as number,
  }))
}

async function hasRecords(connection: {
  query(request: { text: string; values: [] }): Promise<Result>
}): Promise<boolean> {
  const { rows } = await connection.query({
    text: `select to_regclass('kit.migrations') is not null`,
    values: [],
  })
  return rows[0]![0] === true
}

/** The record of a migration, if there is one. */
export const recordOf = (
  migration: Migration,
  records: readonly MigrationRecord[],
): MigrationRecord | undefined =>
  records.find(({ source, number }) => source === migration.source && number === migration.number)

/** How far a migration has come. */
export interface Progress {
  direction: Direction
  started: number
  done: number
}

/** The statement that records `progress`. Its literals need no escape: names and checksums are of a fixed alphabet. */
export function recordStatement(migration: Migration, { direction, started, done }: Progress): string {
  const { source, number, name, checksum } = migration
  const complete = done === (migration[direction]?.length ?? 0)
  if (complete && direction === 'down')
    return `delete from kit.migrations where source = '${source}' and number = ${number}`
  const appliedAt = complete ? 'clock_timestamp()' : 'null'
  return (
    'insert into kit.migrations (source, number, name, checksum, applied_at, direction, steps_done, steps_started)\n' +
    `values ('${source}', ${number}, '${name}', '${checksum}', ${appliedAt}, '${direction}', ${done}, ${started})\n` +
    'on conflict (source, number) do update set applied_at = excluded.applied_at,\n' +
    '  direction = excluded.direction, steps_done = excluded.steps_done, steps_started = excluded.steps_started'
  )
}
