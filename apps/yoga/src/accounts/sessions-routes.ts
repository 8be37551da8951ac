import type { SessionRow } from '@groundwork/kit/auth/sessions'
import { handle } from '../handle.ts'
import { fail } from './errors.ts'
import { endSignIn, endSignIns, listSignIns } from './sessions-contract.ts'

export const signInRoutes = [
  handle(listSignIns, async ({ deps, actor }) => {
    const sessions = await deps.signIn.sessions.list(deps.db, actor.subject)
    return { sessions: sessions.map((session) => toSignInSession(session, actor.sessionId)) }
  }),
  handle(endSignIn, async ({ deps, actor, params }) => {
    const ended = await deps.signIn.sessions.revoke(
      deps.db,
      actor.subject,
      params.session_id,
      'ended_by_owner',
    )
    if (!ended) throw fail('account.session_not_found')
  }),
  handle(endSignIns, async ({ deps, actor, query }) => {
    const kept = query.keep_current ? { except: actor.sessionId } : {}
    return { ended: await deps.signIn.sessions.revokeAll(deps.db, actor.subject, 'ended_by_owner', kept) }
  }),
]

const toSignInSession = (session: SessionRow, currentId: string) => ({
  session_id: session.sessionId,
  current: session.sessionId === currentId,
  user_agent: session.userAgent,
  address: session.address,
  remembered: session.remembered,
  created_at: session.createdAt.toISOString(),
  last_seen_at: session.lastSeenAt.toISOString(),
  expires_at: session.expiresAt.toISOString(),
})
