import { randomUUIDv7 } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { Db, Tx } from '../db/database.ts'
import { joinTransaction } from '../db/join-transaction.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'

/** A request that its caller gave a key. */
export interface KeyedRequest {
  /** Who sent it: keys of different callers have nothing to do with each other. */
  subject: string
  /** What was asked for, such as `POST /books`: nor have those of different operations. */
  operation: string
  key: string
  /** Hash of what was sent. */
  fingerprint: Buffer
}

/** An answer as it is kept. */
export interface KeptAnswer {
  status: number
  headers: Record<string, string>
  body: string | null
}

export interface KeptAnswersOptions {
  db: Db
  clock: Clock
  /** How long an attempt keeps others away. Longer than requests take, so that it ends by itself only when its process died. */
  leaseMs: number
  /** How long answers are kept, at least 24 hours by default. */
  keepMs?: number
}

/** Answers of requests that carried a key, kept so that a repeated request does nothing twice. */
export interface KeptAnswers {
  /**
   * Carries a request out, or finds what it was answered. `work` gets a database whose changes commit in one transaction with
   * the answer: when the process dies there is either both or neither, and when an attempt that was taken for dead comes back
   * after another has begun, its changes are rolled back. What `work` throws is kept as `refusal` writes it, without any
   * changes; where that is undefined, nothing is kept, and a repeated request is carried out anew.
   * @throws AppError `idempotency.in_progress` while another attempt is under way, `idempotency.key_reused` for another request,
   * and what `work` throws
   */
  answer: (
    request: KeyedRequest,
    work: (db: Db) => Promise<KeptAnswer>,
    refusal: (error: unknown) => KeptAnswer | undefined,
  ) => Promise<{ answer: KeptAnswer; isRepeated: boolean }>
  /** Deletes the answers of a subject, for the deletion of an account. */
  erase: (on: Db | Tx, subject: string) => Promise<void>
  /** Deletes answers that have expired, 1000 at most; their number. For a job. */
  prune: (db: Db) => Promise<number>
}

const DAY_MS = 86_400_000
const PRUNED_AT_ONCE = 1000

export function createKeptAnswers({ db, clock, leaseMs, keepMs = DAY_MS }: KeptAnswersOptions): KeptAnswers {
  const expiresAt = () => new Date(clock.nowMs() + keepMs)
  const inProgress = () => fail('idempotency.in_progress', undefined, { headers: { 'retry-after': '1' } })

  const claim = async ({ fingerprint, ...place }: KeyedRequest & { attempt: string }) => {
    const leaseUntil = new Date(clock.nowMs() + leaseMs)
    const times = { now: clock.now(), leaseUntil, expiresAt: expiresAt() }
    const row = await queries.claim(db, { ...place, fingerprint, ...times })
    if (row && !row.fingerprint.equals(fingerprint)) throw fail('idempotency.key_reused')
    if (!row || (row.status === null && row.attempt !== place.attempt)) throw inProgress()
    return row
  }

  const keep = (
    on: Db | Tx,
    place: Omit<KeyedRequest, 'fingerprint'> & { attempt: string },
    answer: KeptAnswer,
  ) =>
    queries.finish(on, {
      ...place,
      ...answer,
      headers: JSON.stringify(answer.headers),
      expiresAt: expiresAt(),
    })

  return {
    answer: async ({ fingerprint, ...place }, work, refusal) => {
      const attempt = { ...place, attempt: randomUUIDv7() }
      const { status, headers, body } = await claim({ ...attempt, fingerprint })
      if (status !== null) return { answer: { status, headers: headers!, body }, isRepeated: true }
      try {
        return await db.transaction(async (tx) => {
          const answer = await work(joinTransaction(db, tx))
          if ((await keep(tx, attempt, answer)) === 0) throw inProgress()
          return { answer, isRepeated: false }
        })
      } catch (error) {
        const answer = refusal(error)
        // When this fails too, the lease runs out and the request can be repeated: the caller needs to hear of the first failure.
        await (answer ? keep(db, attempt, answer) : queries.release(db, attempt)).catch(() => {})
        throw error
      }
    },
    erase: async (on, subject) => void (await queries.deleteOf(on, { subject })),
    prune: (db) => queries.deleteExpired(db, { now: clock.now(), limit: PRUNED_AT_ONCE }),
  }
}
