import { sql } from 'kysely'
import { statementsFor } from '../db/statements.ts'
import type { AuthTables } from './tables.ts'

const { many, first, change } = statementsFor<AuthTables>()

const idleEnd = (now: unknown, idleMs: unknown) =>
  sql<Date>`least(absolute_expires_at, ${now}::timestamptz + ${idleMs} * interval '1 millisecond')`

/** A session at its start: it ends at `expiresAt` unless it is used, and at `absoluteExpiresAt` for good. */
export interface NewSession {
  sessionId: string
  subject: string
  familyHash: Buffer
  refreshHash: Buffer
  remembered: boolean
  userAgent: string | null
  address: string | null
  idleMs: number
  now: Date
  expiresAt: Date
  absoluteExpiresAt: Date
}

export const insertSession = change<NewSession>('auth.insert_session', (db, p) =>
  db.insertInto('kit.authSessions').values({
    sessionId: p.sessionId,
    subject: p.subject,
    familyHash: p.familyHash,
    refreshHash: p.refreshHash,
    remembered: p.remembered,
    userAgent: p.userAgent,
    address: p.address,
    idleMs: p.idleMs,
    createdAt: p.now,
    lastSeenAt: p.now,
    expiresAt: p.expiresAt,
    absoluteExpiresAt: p.absoluteExpiresAt,
  }),
)

interface Replacement {
  sessionId: string
  familyHash: Buffer
  refreshHash: Buffer
  nextHash: Buffer
  userAgent: string | null
  address: string | null
  now: Date
}

/** Puts the next refresh token in the place of the current one: of several that try with the same one, one succeeds. */
export const replaceRefreshHash = first('auth.replace_refresh_hash', (db, p: Replacement) =>
  db
    .updateTable('kit.authSessions')
    .set({
      refreshHash: p.nextHash,
      lastSeenAt: p.now,
      expiresAt: idleEnd(p.now, sql.ref('idleMs')),
      userAgent: p.userAgent,
      address: p.address,
    })
    .where('sessionId', '=', p.sessionId)
    .where('familyHash', '=', p.familyHash)
    .where('refreshHash', '=', p.refreshHash)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', p.now)
    .returning(['subject', 'remembered', 'expiresAt', 'absoluteExpiresAt']),
)

/** Why a refresh token of this family was not accepted, or nothing when there is no such session. */
export const findFamily = first('auth.find_family', (db, p: { sessionId: string; familyHash: Buffer }) =>
  db
    .selectFrom('kit.authSessions')
    .select(['subject', 'endedAt', 'expiresAt'])
    .where('sessionId', '=', p.sessionId)
    .where('familyHash', '=', p.familyHash),
)

/** The live sessions of a subject, newest first. */
export const listLiveSessions = many(
  'auth.list_live_sessions',
  (db, p: { subject: string; now: Date; limit: number }) =>
    db
      .selectFrom('kit.authSessions')
      .select(['sessionId', 'userAgent', 'address', 'remembered', 'createdAt', 'lastSeenAt', 'expiresAt'])
      .where('subject', '=', p.subject)
      .where('endedAt', 'is', null)
      .where('expiresAt', '>', p.now)
      .orderBy('createdAt', 'desc')
      .orderBy('sessionId', 'desc')
      .limit(p.limit),
)

/** Which of these sessions are live. */
export const listLiveIds = many('auth.list_live_ids', (db, p: { sessionIds: readonly string[]; now: Date }) =>
  db
    .selectFrom('kit.authSessions')
    .select('sessionId')
    .where(sql<boolean>`session_id = any(${p.sessionIds}::uuid[])`)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', p.now),
)

interface Ending {
  subject: string
  reason: string
  now: Date
}

/** Ends a session of a subject that has not ended yet; the reason of the first end stays. */
export const endSession = change('auth.end_session', (db, p: Ending & { sessionId: string }) =>
  db
    .updateTable('kit.authSessions')
    .set({ endedAt: p.now, endReason: p.reason })
    .where('sessionId', '=', p.sessionId)
    .where('subject', '=', p.subject)
    .where('endedAt', 'is', null),
)

/** The same for all of a subject but one. */
export const endSessions = change('auth.end_sessions', (db, p: Ending & { except: string | null }) =>
  db
    .updateTable('kit.authSessions')
    .set({ endedAt: p.now, endReason: p.reason })
    .where('subject', '=', p.subject)
    .where('endedAt', 'is', null)
    .where('sessionId', 'is distinct from', sql<string>`${p.except}::uuid`),
)

/** Removes every session of a subject, whether it has ended or not. */
export const deleteSubjectSessions = change('auth.delete_subject_sessions', (db, p: { subject: string }) =>
  db.deleteFrom('kit.authSessions').where('subject', '=', p.subject),
)

/** Removes sessions that expired before a time, those first that did so first. */
export const deleteExpiredSessions = change(
  'auth.delete_expired_sessions',
  (db, p: { before: Date; limit: number }) =>
    db
      .deleteFrom('kit.authSessions')
      .where('sessionId', 'in', (expired) =>
        expired
          .selectFrom('kit.authSessions')
          .select('sessionId')
          .where('expiresAt', '<', p.before)
          .orderBy('expiresAt')
          .limit(p.limit),
      ),
)
