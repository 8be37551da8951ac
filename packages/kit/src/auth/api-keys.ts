import type { Clock } from '../clock/clock.ts'
import type { Db, Tx } from '../db/database.ts'
import type { Forget } from './access-tokens.ts'
import type { ApiKeyHashes } from './api-key-hash.ts'
import * as queries from './api-key-queries.ts'
import type { ApiKeyRow } from './api-key-queries.ts'
import { formatApiKey, newApiKey, type KeyEnvironment } from './api-key-text.ts'

export type { ApiKeyRow } from './api-key-queries.ts'

export interface ApiKeysOptions {
  clock: Clock
  hashes: ApiKeyHashes
  environment: KeyEnvironment
  /** Live keys of one subject at most. */
  maxOfSubject: number
  /** Hears of keys that ended, once that is committed, so that what is remembered of them can be dropped. */
  onEnded?: (which: Forget) => void
}

export interface NewApiKey {
  subject: string
  /** What its owner calls it. */
  name: string
  scopes: readonly string[]
  lifeMs: number
}

/** A key at its making: nobody sees the text again. */
export interface MadeApiKey {
  text: string
  row: ApiKeyRow
}

/** Keys that programs call with on behalf of a subject. */
export interface ApiKeys {
  /** Makes a key; undefined when the subject has as many as may live. */
  create: (tx: Tx, key: NewApiKey) => Promise<MadeApiKey | undefined>
  /**
   * Makes a key that takes the place of another, with its name, scopes and length of life. The other one lives on for `overlapMs`,
   * or shorter when it expires before.
   */
  rotate: (
    tx: Tx,
    subject: string,
    keyId: string,
    options: { overlapMs: number },
  ) => Promise<MadeApiKey | 'not_found' | 'too_many'>
  /** The keys of a subject, newest first, 100 at most; those that ended are among them for 30 days. */
  list: (on: Db | Tx, subject: string) => Promise<ApiKeyRow[]>
  /** Ends a live key; false when the subject has no such one. */
  revoke: (tx: Tx, subject: string, keyId: string) => Promise<boolean>
  /** Ends every live key of a subject; their number. */
  revokeAll: (tx: Tx, subject: string) => Promise<number>
  /** Deletes every trace of a subject's keys, for the deletion of an account. */
  erase: (tx: Tx, subject: string) => Promise<void>
  /** Deletes keys that expired over 30 days ago, 1000 at most; their number. For a daily job. */
  prune: (db: Db) => Promise<number>
}

const MAX_LISTED = 100
const KEPT_MS = 30 * 86_400_000
const PRUNED_AT_ONCE = 1000

export function createApiKeys(options: ApiKeysOptions): ApiKeys {
  const { clock, hashes, environment, maxOfSubject, onEnded } = options
  const ended = (tx: Tx, which: Forget) => tx.afterCommit(() => onEnded?.(which))

  const make = async (tx: Tx, { subject, name, scopes, lifeMs }: NewApiKey, rotatedFrom: string | null) => {
    await queries.lockKeysOf(tx, { subject })
    const key = newApiKey(environment)
    const createdAt = clock.now()
    const row = await queries.insertKey(tx, {
      keyId: key.keyId,
      subject,
      name,
      scopes,
      rotatedFrom,
      ...hashes.hash(key),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + lifeMs),
      max: maxOfSubject,
    })
    return row && { text: formatApiKey(key), row }
  }

  const revokeWhich = async (tx: Tx, which: { subject: string; keyId?: string }) => {
    const count = await queries.revokeKeys(tx, { ...which, now: clock.now() })
    ended(tx, { subject: which.subject })
    return count
  }

  return {
    create: (tx, key) => make(tx, key, null),
    rotate: async (tx, subject, keyId, { overlapMs }) => {
      const now = clock.now()
      const former = await queries.lockLiveKey(tx, { subject, keyId, now })
      if (!former) return 'not_found'
      const { name, scopes, createdAt } = former
      const lifeMs = former.expiresAt.getTime() - createdAt.getTime()
      const made = await make(tx, { subject, name, scopes, lifeMs }, keyId)
      if (!made) return 'too_many'
      await queries.endBy(tx, { subject, keyId, expiresAt: new Date(now.getTime() + overlapMs) })
      ended(tx, { subject })
      return made
    },
    list: (on, subject) => queries.listKeys(on, { subject, limit: MAX_LISTED }),
    revoke: async (tx, subject, keyId) => (await revokeWhich(tx, { subject, keyId })) > 0,
    revokeAll: (tx, subject) => revokeWhich(tx, { subject }),
    erase: async (tx, subject) => {
      await queries.deleteKeysOf(tx, { subject })
      ended(tx, { subject })
    },
    prune: (db) =>
      queries.deleteEnded(db, { before: new Date(clock.nowMs() - KEPT_MS), limit: PRUNED_AT_ONCE }),
  }
}
