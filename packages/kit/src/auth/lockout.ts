import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../clock/clock.ts'
import type { Db, Tx } from '../db/database.ts'
import { statementsFor } from '../db/statements.ts'
import type { AuthTables } from './tables.ts'

export interface LockoutOptions {
  clock: Clock
  /** Failures in a row that lock an account; 5 by default. */
  maxFailures?: number
  /** How long a lock lasts, and how long a failure counts; 15 minutes by default. */
  lockMs?: number
}

/**
 * Locks an account after failures in a row. `account` is whatever the caller typed to name it, spelled in one way (lower
 * case): accounts that do not exist lock like others, so a lock tells nothing about them. Only its hash is stored.
 *
 * Sign-in asks `lockedUntil` first, and afterwards reports the outcome: `succeeded` refuses too when the account was
 * locked meanwhile, so guesses made in parallel gain nothing. Functions that take a `Db` commit on their own: counting in
 * the transaction that fails would undo the count.
 */
export interface Lockout {
  /** When the lock on an account ends; undefined when it has none. */
  lockedUntil: (db: Db, account: string) => Promise<Date | undefined>
  /** Counts a failure. Returns the end of the lock when there is one now. A lock is not prolonged by further failures. */
  failed: (db: Db, account: string) => Promise<Date | undefined>
  /** Forgets the failures of an account, unless it is locked: then returns the end of the lock, and the caller is refused. */
  succeeded: (db: Db, account: string) => Promise<Date | undefined>
  /** Forgets failures and lock, for whoever proved to own the account in another way. */
  unlock: (on: Db | Tx, account: string) => Promise<void>
}

const { first, change } = statementsFor<AuthTables>()

interface Account {
  accountHash: Buffer
}

const findFailures = first('auth.find_failures', (db, p: Account) =>
  db
    .selectFrom('kit.authFailures')
    .select(['failures', 'expiresAt'])
    .where('accountHash', '=', p.accountHash),
)

/**
 * Counts one failure. A row stops counting when it expires, and each new failure removes a few such rows of others, so
 * the table holds no more than the accounts tried within the last quarter of an hour, existing or not.
 */
const countFailure = first(
  'auth.count_failure',
  (db, p: Account & { now: Date; expiresAt: Date; maxFailures: number }) =>
    db
      .with('expired', (cte) =>
        cte
          .deleteFrom('kit.authFailures')
          .where('accountHash', 'in', (rows) =>
            rows
              .selectFrom('kit.authFailures')
              .select('accountHash')
              .where('expiresAt', '<', p.now)
              .where('accountHash', '<>', p.accountHash)
              .orderBy('expiresAt')
              .limit(10)
              .forUpdate()
              .skipLocked(),
          ),
      )
      .insertInto('kit.authFailures')
      .values({ accountHash: p.accountHash, failures: 1, expiresAt: p.expiresAt })
      .onConflict((conflict) =>
        conflict.column('accountHash').doUpdateSet({
          failures: sql<number>`case when auth_failures.expires_at <= ${p.now} then 1 else auth_failures.failures + 1 end`,
          expiresAt: sql<Date>`case when auth_failures.expires_at > ${p.now} and auth_failures.failures >= ${p.maxFailures}
          then auth_failures.expires_at else excluded.expires_at end`,
        }),
      )
      .returning(['failures', 'expiresAt']),
)

/** Forgets the failures of an account that is not locked, and returns the lock of one that is. */
const forgetUnlessLocked = first(
  'auth.forget_failures_unless_locked',
  (db, p: Account & { now: Date; maxFailures: number }) =>
    db
      .with('forgotten', (cte) =>
        cte
          .deleteFrom('kit.authFailures')
          .where('accountHash', '=', p.accountHash)
          .where((row) => row.or([row('failures', '<', p.maxFailures), row('expiresAt', '<=', p.now)])),
      )
      .selectFrom('kit.authFailures')
      .select('expiresAt')
      .where('accountHash', '=', p.accountHash)
      .where('failures', '>=', p.maxFailures)
      .where('expiresAt', '>', p.now),
)

const deleteFailures = change('auth.delete_failures', (db, p: Account) =>
  db.deleteFrom('kit.authFailures').where('accountHash', '=', p.accountHash),
)

export function createLockout({ clock, maxFailures = 5, lockMs = 15 * 60_000 }: LockoutOptions): Lockout {
  const endOf = (row: { failures: number; expiresAt: Date } | undefined): Date | undefined =>
    row !== undefined && row.failures >= maxFailures && row.expiresAt > clock.now()
      ? row.expiresAt
      : undefined

  return {
    lockedUntil: async (db, account) => endOf(await findFailures(db, { accountHash: hashOf(account) })),
    failed: async (db, account) => {
      const expiresAt = new Date(clock.nowMs() + lockMs)
      return endOf(
        await countFailure(db, { accountHash: hashOf(account), now: clock.now(), expiresAt, maxFailures }),
      )
    },
    succeeded: async (db, account) => {
      const locked = await forgetUnlessLocked(db, {
        accountHash: hashOf(account),
        now: clock.now(),
        maxFailures,
      })
      return locked?.expiresAt
    },
    unlock: async (on, account) => void (await deleteFailures(on, { accountHash: hashOf(account) })),
  }
}

const hashOf = (account: string) => createHash('sha256').update(account).digest()
