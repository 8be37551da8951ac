import type { RangeVar } from 'libpg-query'
import type { Direction } from '../migration-records.ts'
import type { Tree } from './sql-tree.ts'

/** A statement, and what is known where it stands. */
export interface Place {
  tree: Tree
  direction: Direction
  inTransaction: boolean
  /** True for a table that the same migration makes: nobody uses it yet, so nothing done to it can hurt. */
  isNew: (table: RangeVar | undefined) => boolean
  /** True for an index that the same migration makes on such a table. */
  isNewIndex: (name: string) => boolean
  /** True when a validated check constraint, `column is not null`, stands already. */
  isProvedNotNull: (table: RangeVar | undefined, column: string) => boolean
  /** True when the constraint was added earlier in the same transaction. */
  isAddedInTransaction: (table: RangeVar | undefined, constraint: string) => boolean
}

/** One thing that a migration must not do. Named as squawk names it, where squawk has it. */
export interface Rule {
  name: string
  /** The sections it looks at. The way back may undo what the way forth did, so it is judged by fewer rules. */
  directions: readonly Direction[]
  /** For each breach: why it hurts, and the safe way. */
  check: (place: Place) => string[]
}

export const BOTH = ['up', 'down'] as const
export const UP = ['up'] as const
