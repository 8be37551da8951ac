import type { StartedSession } from '@groundwork/kit/auth/sessions'
import type { Deps } from '../deps.ts'
import { lifetimes } from '../sign-in.ts'

/** What a client gets to show that it is signed in. */
export interface IssuedTokens {
  accessToken: string
  /** Null for sessions that are not remembered. */
  refreshToken: string | null
  expiresInS: number
}

type Needs = Pick<Deps, 'signIn'>

/**
 * The tokens of a sign-in. The access token lives as long as the session may go unused, because an existing client never
 * refreshes; ending the session ends it too.
 */
export async function issueFirst(
  { signIn }: Needs,
  subject: string,
  { sessionId, refreshToken }: StartedSession,
  remember: boolean,
): Promise<IssuedTokens> {
  const ttlMs = (remember ? lifetimes.remembered : lifetimes.brief).idleMs
  const { token, expiresInS } = await signIn.tokens.issue({ subject, sessionId, ttlMs })
  return { accessToken: token, refreshToken: remember ? refreshToken : null, expiresInS }
}

/** The tokens of a refresh: whoever refreshed once can again, so the access token lives a day. */
export async function issueNext(
  { signIn }: Needs,
  subject: string,
  { sessionId, refreshToken }: StartedSession,
): Promise<IssuedTokens> {
  const { token, expiresInS } = await signIn.tokens.issue({
    subject,
    sessionId,
    ttlMs: lifetimes.brief.idleMs,
  })
  return { accessToken: token, refreshToken, expiresInS }
}
