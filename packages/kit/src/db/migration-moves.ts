import { MigrationError } from './migration-error.ts'
import { findMigration, title } from './migration-history.ts'
import { recordOf, type Direction, type MigrationRecord } from './migration-records.ts'
import type { Migration } from './read-migrations.ts'

/** A migration, the way it is to go, and where to go on when an earlier run was cut short. */
export interface Move {
  migration: Migration
  direction: Direction
  /** The first step that is not yet done. */
  firstStep: number
  /** True when `firstStep` was begun before, so that parts of it may be there. */
  begun: boolean
}

/** How far to go back: a number of migrations, or until the one named `to` is the last that is applied. */
export type DownTarget = { steps: number } | { to: string }

/**
 * What is to be applied, in order, up to and with the migration named `to` when it is given.
 * @throws MigrationError when a migration is half undone.
 */
export function movesUp(
  migrations: readonly Migration[],
  records: readonly MigrationRecord[],
  to?: string,
): Move[] {
  const halfUndone = records.find(
    ({ appliedAt, direction }) => appliedAt === undefined && direction === 'down',
  )
  if (halfUndone)
    throw new MigrationError([
      `${title(halfUndone)} is half undone. Run migrate down to finish that, then migrate up.`,
    ])
  const last = to === undefined ? migrations.length - 1 : migrations.indexOf(findMigration(migrations, to))
  return migrations.slice(0, last + 1).flatMap<Move>((migration) => {
    const record = recordOf(migration, records)
    if (record?.appliedAt) return []
    const { stepsDone = 0, stepsStarted = 0 } = record ?? {}
    return [{ migration, direction: 'up', firstStep: stepsDone, begun: stepsStarted > stepsDone }]
  })
}

/**
 * What is to be undone, the last applied first. A migration that is half applied counts as one.
 * @throws MigrationError when one of them has no way back, or `to` is not applied.
 */
export function movesDown(
  migrations: readonly Migration[],
  records: readonly MigrationRecord[],
  target: DownTarget,
): Move[] {
  const undone =
    'to' in target
      ? records.slice(positionOf(migrations, records, target.to) + 1)
      : records.slice(-target.steps)
  if ('steps' in target && !(Number.isInteger(target.steps) && target.steps >= 1))
    throw new MigrationError([`${target.steps} is not a number of migrations to undo: give 1 or more.`])
  const moves = undone.toReversed().map<Move>((record) => {
    const migration = migrations.find((one) => recordOf(one, [record]))!
    const resumed = record.appliedAt === undefined
    const goesOn = record.direction === 'down' && resumed
    return { migration, direction: 'down', firstStep: goesOn ? record.stepsDone : 0, begun: resumed }
  })
  const irreversible = moves.filter(({ migration }) => migration.down === undefined)
  if (irreversible.length > 0)
    throw new MigrationError(
      irreversible.map(
        ({ migration }) =>
          `${migration.file}: has no "-- down" section, so it cannot be undone. Nothing was changed.`,
      ),
    )
  return moves
}

function positionOf(
  migrations: readonly Migration[],
  records: readonly MigrationRecord[],
  to: string,
): number {
  const record = recordOf(findMigration(migrations, to), records)
  if (!record) throw new MigrationError([`${to} is not applied, so nothing after it can be undone.`])
  return records.indexOf(record)
}
