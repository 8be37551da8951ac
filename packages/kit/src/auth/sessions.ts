import { randomUUIDv7 } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { Db, Tx } from '../db/database.ts'
import type { Forget } from './access-tokens.ts'
import { formatRefreshToken, hashesOf, newRefreshToken, parseRefreshToken } from './refresh-token.ts'
import * as queries from './session-queries.ts'

/** How long a session lives. */
export interface Lifetime {
  /** Ends this long after it was last used. Use is noted at each rotation, and at requests to within five minutes. */
  idleMs: number
  /** Ends this long after sign-in, however much it is used. */
  absoluteMs: number
}

export interface SessionOptions {
  clock: Clock
  /** Life of a session whose owner asked to be remembered, and of one whose owner did not. */
  lifetimes: { remembered: Lifetime; brief: Lifetime }
  /** Hears of sessions that ended, once that is committed, so that what is remembered of them can be dropped. */
  onEnded?: (which: Forget) => void
}

/** Where a session is used from, to be shown to its owner. Long texts are cut. */
export interface Client {
  userAgent?: string
  address?: string
}

export interface StartedSession {
  /** UUID, version 7. */
  sessionId: string
  /** To be given to the client once: only its hash is kept. */
  refreshToken: string
  /** When it ends unless it is used. */
  expiresAt: Date
}

/** What became of exchanging a refresh token. */
export type Rotation =
  | { status: 'rotated'; session: StartedSession & { subject: string; remembered: boolean } }
  /** `reused`: the token had been rotated before, so somebody else may hold its successor; the session was ended. */
  | { status: 'reused'; subject: string; sessionId: string }
  | { status: 'unknown' | 'ended' | 'expired' }

export interface SessionRow {
  sessionId: string
  userAgent: string | null
  address: string | null
  remembered: boolean
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
}

/** Sign-ins: one session each, carried on by single-use refresh tokens. Functions that take `Db | Tx` work in either. */
export interface Sessions {
  start: (on: Db | Tx, subject: string, client: Client & { remember: boolean }) => Promise<StartedSession>
  /**
   * Exchanges a refresh token for the next one. Each is good for one use. A second use ends the session, for nothing
   * tells a thief from the owner; that holds for a client that races itself, too, because any tolerance would be open
   * to a thief as well. Clients therefore refresh in one place at a time. Takes a `Db`, so that the end is committed.
   */
  rotate: (db: Db, refreshToken: string, client: Client) => Promise<Rotation>
  /** Live sessions of a subject, newest first, 100 at most. */
  list: (on: Db | Tx, subject: string) => Promise<SessionRow[]>
  /** Those of the sessions that have ended, or that there never were. */
  listEnded: (on: Db | Tx, sessionIds: readonly string[]) => Promise<string[]>
  /** Ends a session of a subject; false when it has no such live one. `reason` is kept, such as `signed_out`. */
  revoke: (on: Db | Tx, subject: string, sessionId: string, reason: string) => Promise<boolean>
  /** Ends the live sessions of a subject but the one given; their number. */
  revokeAll: (on: Db | Tx, subject: string, reason: string, options?: { except?: string }) => Promise<number>
  /** Deletes every trace of a subject's sessions, for the deletion of an account. */
  erase: (on: Db | Tx, subject: string) => Promise<void>
  /** Deletes sessions that expired over 30 days ago, 1000 at most; their number. For a daily job. */
  prune: (db: Db) => Promise<number>
}

const MAX_LISTED = 100
const MAX_TEXT = 512
const KEPT_MS = 30 * 86_400_000
const PRUNED_AT_ONCE = 1000

export function createSessions({ clock, lifetimes, onEnded }: SessionOptions): Sessions {
  const ended = (on: Db | Tx, which: Forget) => {
    const tell = () => onEnded?.(which)
    if ('afterCommit' in on) on.afterCommit(tell)
    else tell()
  }

  const revoke: Sessions['revoke'] = async (on, subject, sessionId, reason) => {
    const count = await queries.endSession(on, { subject, sessionId, reason, now: clock.now() })
    ended(on, { subject, sessionId })
    return count > 0
  }

  return {
    start: async (on, subject, { remember, ...client }) => {
      const { idleMs, absoluteMs } = remember ? lifetimes.remembered : lifetimes.brief
      const now = clock.now()
      const absoluteExpiresAt = new Date(now.getTime() + absoluteMs)
      const expiresAt = new Date(now.getTime() + Math.min(idleMs, absoluteMs))
      const sessionId = randomUUIDv7()
      const token = newRefreshToken(sessionId)
      const row = { sessionId, subject, remembered: remember, idleMs, now, expiresAt, absoluteExpiresAt }
      await queries.insertSession(on, { ...row, ...hashesOf(token), ...described(client) })
      return { sessionId, refreshToken: formatRefreshToken(token), expiresAt }
    },

    rotate: async (db, refreshToken, client) => {
      const current = parseRefreshToken(refreshToken)
      if (current === undefined) return { status: 'unknown' }
      const { sessionId, family } = current
      const hashes = hashesOf(current)
      const next = newRefreshToken(sessionId, family)
      const now = clock.now()
      const { refreshHash: nextHash } = hashesOf(next)
      const rotated = await queries.replaceRefreshHash(db, {
        sessionId,
        ...hashes,
        nextHash,
        now,
        ...described(client),
      })
      if (rotated) {
        const { subject, remembered, expiresAt } = rotated
        return {
          status: 'rotated',
          session: { sessionId, subject, remembered, refreshToken: formatRefreshToken(next), expiresAt },
        }
      }
      const session = await queries.findFamily(db, { sessionId, familyHash: hashes.familyHash })
      if (session === undefined) return { status: 'unknown' }
      if (session.endedAt !== null) return { status: 'ended' }
      if (session.expiresAt <= now) return { status: 'expired' }
      await revoke(db, session.subject, sessionId, 'refresh_token_reused')
      return { status: 'reused', subject: session.subject, sessionId }
    },

    list: (on, subject) => queries.listLiveSessions(on, { subject, now: clock.now(), limit: MAX_LISTED }),
    listEnded: async (on, sessionIds) => {
      const live = await queries.listLiveIds(on, { sessionIds, now: clock.now() })
      const ids = new Set(live.map(({ sessionId }) => sessionId))
      return sessionIds.filter((id) => !ids.has(id))
    },
    revoke,

    revokeAll: async (on, subject, reason, { except } = {}) => {
      const count = await queries.endSessions(on, {
        subject,
        reason,
        except: except ?? null,
        now: clock.now(),
      })
      ended(on, { subject })
      return count
    },

    erase: async (on, subject) => {
      await queries.deleteSubjectSessions(on, { subject })
      ended(on, { subject })
    },

    prune: (db) =>
      queries.deleteExpiredSessions(db, { before: new Date(clock.nowMs() - KEPT_MS), limit: PRUNED_AT_ONCE }),
  }
}

function described({ userAgent, address }: Client): { userAgent: string | null; address: string | null } {
  return { userAgent: userAgent?.slice(0, MAX_TEXT) ?? null, address: address?.slice(0, MAX_TEXT) ?? null }
}
