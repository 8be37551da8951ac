import { sql, type AliasableExpression, type Expression } from 'kysely'
import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import { statementsFor } from '../db/statements.ts'
import type { AccessClaims, AccessTokens, Forget } from './access-tokens.ts'
import { createRecentMap } from './recent-map.ts'
import type { AuthTables } from './tables.ts'

/** Where the credentials stood in the request. */
export type Carrier = 'bearer' | 'cookie' | 'api_key'

/** A signed-in caller. */
export interface Actor {
  subject: string
  /** UUID of the session, or of the API key that was presented instead. */
  sessionId: string
  roles: readonly string[]
  permissions: ReadonlySet<string>
  /** A word for the state of the account where that is not the usual one, in the app's own terms. */
  standing: string | null
  /** What the token came in. A cookie is sent by the browser, whoever wrote the page. */
  carrier: Carrier
  /** Present when a program calls with a key: it may do what its scopes name and no more. */
  apiKey?: { keyId: string; scopes: ReadonlySet<string> }
}

/** What a subject may do, as SQL over the column that holds the subject. */
export interface Grants {
  roles: (subject: Expression<string>) => AliasableExpression<string[]>
  permissions: (subject: Expression<string>) => AliasableExpression<string[]>
  /** Null is the usual standing; without it everybody has that. */
  standing?: (subject: Expression<string>) => AliasableExpression<string | null>
}

export interface AuthenticatorOptions {
  db: Db
  clock: Clock
  tokens: AccessTokens
  /** Where roles come from; without it nobody has any. */
  grants?: Grants
  /** Sessions remembered at most; 10 000 by default. */
  maxRemembered?: number
}

/** Tells who calls by an access token. */
export interface Authenticator {
  /**
   * Who presents an access token, or undefined when it is not valid or its session has ended.
   * Session and roles are read in one statement and believed for 10 seconds. When they are older and the database cannot
   * be reached, nobody is let in.
   * @throws AppError `database.unavailable`
   */
  authenticate: (token: string, carrier: Carrier) => Promise<Actor | undefined>
  /** Drops what is remembered, because it changed: this process sees the change with its next request. */
  forget: (which: Forget) => void
}

interface State {
  subject: string
  readAtMs: number
  /** What is known of a live session; undefined when it has ended, which is for good. */
  live: (Pick<Actor, 'roles' | 'permissions' | 'standing'> & { expiresAtMs: number }) | undefined
}

const BELIEVED_MS = 10_000
const SEEN_EVERY_MS = 300_000
const none = () => sql<string[]>`'{}'::text[]`

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { db, clock, tokens, grants, maxRemembered = 10_000 } = options
  // Apps of both kinds may share a process.
  const readSession = grants
    ? sessionReader('auth.read_session', grants)
    : sessionReader('auth.read_bare_session', { roles: none, permissions: none })
  const states = createRecentMap<string, State>(maxRemembered)
  const reading = new Map<string, { subject: string; state: Promise<State> }>()

  const read = async ({ subject, sessionId }: AccessClaims): Promise<State> => {
    const now = clock.now()
    const readAtMs = now.getTime()
    const row = await readSession(db, {
      subject,
      sessionId,
      now,
      seenBefore: new Date(readAtMs - SEEN_EVERY_MS),
    })
    if (row === undefined) return { subject, readAtMs, live: undefined }
    const { expiresAt, roles, permissions, standing } = row
    return {
      subject,
      readAtMs,
      live: { expiresAtMs: expiresAt.getTime(), roles, permissions: new Set(permissions), standing },
    }
  }

  // Requests of one session share a read. What was forgotten meanwhile is not remembered: it may predate the change.
  const readShared = (claims: AccessClaims): Promise<State> => {
    const underWay = reading.get(claims.sessionId)
    if (underWay?.subject === claims.subject) return underWay.state
    const mine = { subject: claims.subject, state: read(claims) }
    reading.set(claims.sessionId, mine)
    const isMine = () => reading.get(claims.sessionId) === mine
    mine.state.then(
      (state) => {
        if (isMine()) states.set(claims.sessionId, state)
        if (isMine()) reading.delete(claims.sessionId)
      },
      () => {
        if (isMine()) reading.delete(claims.sessionId)
      },
    )
    return mine.state
  }

  const isFresh = (state: State, { subject }: AccessClaims): boolean => {
    const nowMs = clock.nowMs()
    const ageMs = nowMs - state.readAtMs
    return (
      state.subject === subject &&
      ageMs >= 0 &&
      ageMs < BELIEVED_MS &&
      (state.live?.expiresAtMs ?? Infinity) > nowMs
    )
  }

  return {
    authenticate: async (token, carrier) => {
      const claims = tokens.verify(token)
      if (claims === undefined) return undefined
      const known = states.get(claims.sessionId)
      const { live } = known && isFresh(known, claims) ? known : await readShared(claims)
      if (live === undefined) return undefined
      const { subject, sessionId } = claims
      const { roles, permissions, standing } = live
      return { subject, sessionId, roles, permissions, standing, carrier }
    },
    forget: (which) => {
      const { subject, sessionId } = which
      const isMeant = (of: { subject: string }, id: string) =>
        (subject ?? of.subject) === of.subject && (sessionId ?? id) === id
      tokens.forget(which)
      states.deleteWhere(isMeant)
      for (const [id, read] of reading) if (isMeant(read, id)) reading.delete(id)
    },
  }
}

/** Reads a live session with the roles of its subject, and notes its use when that was last done five minutes ago. */
function sessionReader(name: string, { roles, permissions, standing = () => sql<null>`null::text` }: Grants) {
  return statementsFor<AuthTables>().first(
    name,
    (db, p: { subject: string; sessionId: string; now: Date; seenBefore: Date }) =>
      db
        .with('seen', (cte) =>
          cte
            .updateTable('kit.authSessions')
            .set({
              lastSeenAt: p.now,
              expiresAt: sql<Date>`least(absolute_expires_at, ${p.now}::timestamptz + idle_ms * interval '1 millisecond')`,
            })
            .where('sessionId', '=', p.sessionId)
            .where('subject', '=', p.subject)
            .where('endedAt', 'is', null)
            .where('expiresAt', '>', p.now)
            .where('lastSeenAt', '<', p.seenBefore),
        )
        .selectFrom('kit.authSessions as session')
        .select([
          'session.expiresAt',
          roles(sql.ref<string>('session.subject')).as('roles'),
          permissions(sql.ref<string>('session.subject')).as('permissions'),
          standing(sql.ref<string>('session.subject')).as('standing'),
        ])
        .where('session.sessionId', '=', p.sessionId)
        .where('session.subject', '=', p.subject)
        .where('session.endedAt', 'is', null)
        .where('session.expiresAt', '>', p.now),
  )
}
