import { plainIndexStatement } from './concurrent-index.ts'
import type { Driver } from './driver.ts'
import type { Move } from './migration-moves.ts'
import { recordStatement } from './migration-records.ts'
import type { Step } from './parse-migration.ts'
import type { SqlStatement } from './split-statements.ts'

/** Bounds of the statements of a migration, so that one that cannot go on does not keep others waiting. */
export interface Timeouts {
  /** How long a statement may wait for a lock; everyone who comes after it waits as long. 1 s when absent. */
  lockTimeoutMs: number
  /** How long a statement of a transaction may run. 5 s when absent. */
  statementTimeoutMs: number
}

export const DEFAULT_TIMEOUTS: Timeouts = { lockTimeoutMs: 1000, statementTimeoutMs: 5000 }

/** The exact statements of one step: its own, and those put around them. */
export interface StepScript {
  inTransaction: boolean
  before: readonly string[]
  own: readonly { text: string; statement: SqlStatement }[]
  after: readonly string[]
  /** What makes the connection usable again when one of the others failed. */
  onFailure: readonly string[]
}

/**
 * What is sent to carry out `move`, a script for each step that is not done. A transaction holds its record; a step
 * outside of transactions is recorded before it begins and after it ends.
 * The embedded database gets no timeouts, which it cannot keep, and builds its indexes plainly.
 */
export function moveScripts(move: Move, kind: Driver['kind'], timeouts: Timeouts): StepScript[] {
  const { migration, direction, firstStep } = move
  const steps = migration[direction] ?? []
  const record = (done: number, started = done) => recordStatement(migration, { direction, done, started })
  if (steps.length === 0)
    return [{ inTransaction: true, before: [], own: [], after: [record(0)], onFailure: [] }]
  return [...steps.entries()].slice(firstStep).map(([index, step]) => {
    const limits = kind === 'embedded' ? [] : timeoutsOf(step, timeouts)
    const resets = limits.map((limit) => limit.replace(/^set (\w+).*/, 'reset $1'))
    const own = step.statements.map((statement) => ({
      text: kind === 'embedded' ? plainIndexStatement(statement.text) : statement.text,
      statement,
    }))
    return step.inTransaction
      ? {
          inTransaction: true,
          own,
          before: ['begin', ...limits],
          after: [record(index + 1), 'commit'],
          onFailure: ['rollback'],
        }
      : {
          inTransaction: false,
          own,
          before: [record(index, index + 1), ...limits],
          after: [...resets, record(index + 1)],
          onFailure: resets,
        }
  })
}

/** Waits of a concurrent statement hold up nobody; what stands outside of transactions does so because it takes long. */
function timeoutsOf({ inTransaction, statements }: Step, timeouts: Timeouts): string[] {
  const { lockTimeoutMs, statementTimeoutMs } = timeouts
  if (inTransaction)
    return [
      `set local lock_timeout = ${lockTimeoutMs}`,
      `set local statement_timeout = ${statementTimeoutMs}`,
    ]
  const concurrent = /\bconcurrently\b/i.test(statements[0]!.text)
  return [`set lock_timeout = ${concurrent ? 0 : lockTimeoutMs}`, 'set statement_timeout = 0']
}
