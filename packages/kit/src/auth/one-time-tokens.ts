import type { Clock } from '../clock/clock.ts'
import type { Db, Tx } from '../db/database.ts'
import { statementsFor } from '../db/statements.ts'
import { hashToken, randomToken } from '../ids/random-token.ts'
import type { AuthTables } from './tables.ts'

export interface NewOneTimeToken {
  /** What it allows, such as `password_reset`. */
  purpose: string
  subject: string
  ttlMs: number
  /** What it was issued about, such as the address to verify; given back at its use. */
  context?: string
}

/** What became of using a token up: `unknown` when there is none, or it was used or replaced before. */
export type Consumption =
  | { status: 'accepted'; subject: string; context: string | null }
  | { status: 'unknown' }
  | { status: 'expired' }

/** Tokens that are sent to somebody and used once. Only hashes are stored. */
export interface OneTimeTokens {
  /** Makes a token of 43 URL-safe characters. The previous one for that subject and purpose stops working. */
  issue: (on: Db | Tx, token: NewOneTimeToken) => Promise<string>
  /**
   * Uses a token up: of several that try, one is accepted. In a transaction that rolls back, it can be used again.
   * An expired one is used up as well.
   */
  consume: (on: Db | Tx, purpose: string, token: string) => Promise<Consumption>
  /** Makes the tokens of a subject worthless, of one purpose or of all. */
  withdraw: (on: Db | Tx, subject: string, purpose?: string) => Promise<void>
  /** Deletes tokens that expired over a day ago, 1000 at most; their number. For a daily job. */
  prune: (db: Db) => Promise<number>
}

const { first, change } = statementsFor<AuthTables>()

const replaceToken = change('auth.replace_one_time_token', (db, p: AuthTables['kit.authOneTimeTokens']) =>
  db
    .insertInto('kit.authOneTimeTokens')
    .values({
      purpose: p.purpose,
      subject: p.subject,
      tokenHash: p.tokenHash,
      context: p.context,
      expiresAt: p.expiresAt,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['purpose', 'subject'])
        .doUpdateSet({ tokenHash: p.tokenHash, context: p.context, expiresAt: p.expiresAt }),
    ),
)

const takeToken = first('auth.take_one_time_token', (db, p: { purpose: string; tokenHash: Uint8Array }) =>
  db
    .deleteFrom('kit.authOneTimeTokens')
    .where('tokenHash', '=', p.tokenHash)
    .where('purpose', '=', p.purpose)
    .returning(['subject', 'context', 'expiresAt']),
)

const deleteTokens = change<{ subject: string; purpose?: string }>(
  'auth.delete_one_time_tokens',
  (db, p, has) =>
    db
      .deleteFrom('kit.authOneTimeTokens')
      .where('subject', '=', p.subject)
      .$if(has('purpose'), (query) => query.where('purpose', '=', p.purpose)),
)

const deleteExpired = change(
  'auth.delete_expired_one_time_tokens',
  (db, p: { before: Date; limit: number }) =>
    db
      .deleteFrom('kit.authOneTimeTokens')
      .where('tokenHash', 'in', (expired) =>
        expired
          .selectFrom('kit.authOneTimeTokens')
          .select('tokenHash')
          .where('expiresAt', '<', p.before)
          .orderBy('expiresAt')
          .limit(p.limit),
      ),
)

const KEPT_MS = 86_400_000
const PRUNED_AT_ONCE = 1000

export function createOneTimeTokens({ clock }: { clock: Clock }): OneTimeTokens {
  return {
    issue: async (on, { purpose, subject, ttlMs, context }) => {
      const token = randomToken()
      const expiresAt = new Date(clock.nowMs() + ttlMs)
      await replaceToken(on, {
        purpose,
        subject,
        tokenHash: hashToken(token),
        context: context ?? null,
        expiresAt,
      })
      return token
    },
    consume: async (on, purpose, token) => {
      const taken = await takeToken(on, { purpose, tokenHash: hashToken(token) })
      if (taken === undefined) return { status: 'unknown' }
      const { subject, context, expiresAt } = taken
      return expiresAt > clock.now() ? { status: 'accepted', subject, context } : { status: 'expired' }
    },
    withdraw: async (on, subject, purpose) => void (await deleteTokens(on, { subject, purpose })),
    prune: (db) => deleteExpired(db, { before: new Date(clock.nowMs() - KEPT_MS), limit: PRUNED_AT_ONCE }),
  }
}
