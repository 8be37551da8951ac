import type { Client } from '@groundwork/kit/auth/sessions'
import { forget, ownAccount } from '../cached.ts'
import type { Deps } from '../deps.ts'
import { fail } from './errors.ts'
import { issueFirst, issueNext } from './issue-tokens.ts'
import { refuseLocked } from './refuse-locked.ts'
import * as queries from './queries.ts'

export interface Credentials {
  email: string
  password: string
  remember: boolean
}

/**
 * Signs somebody in. An address without an account takes the same steps and the same time as a wrong password, and
 * locks like one.
 */
export async function logIn(deps: Deps, { email, password, remember }: Credentials, client: Client) {
  const { db, clock, signIn } = deps
  const account = email.toLowerCase()
  refuseLocked(clock, await signIn.lockout.lockedUntil(db, account))
  const user = await queries.findByEmail(db, { email })
  const { matches, outdated } = user
    ? await signIn.passwords.verify(password, user.passwordHash)
    : await signIn.passwords.verifyAbsent(password)
  if (!user || !matches) {
    refuseLocked(clock, await signIn.lockout.failed(db, account))
    throw fail('account.wrong_credentials')
  }
  refuseLocked(clock, await signIn.lockout.succeeded(db, account))
  if (!user.isActive) throw fail('account.inactive')
  const { userId, passwordHash: checkedHash } = user
  const nextHash = outdated ? await signIn.passwords.hash(password) : checkedHash
  const now = clock.now()
  const session = await db.transaction(async (tx) => {
    // Sent together: what the first refuses is rolled back with the second.
    const [noted, started] = await Promise.all([
      queries.markSignedIn(tx, { userId, checkedHash, nextHash, now }),
      signIn.sessions.start(tx, String(userId), { ...client, remember }),
    ])
    if (noted === 0) throw fail('account.wrong_credentials')
    tx.afterCommit(() => forget(deps, [ownAccount(userId)]))
    return started
  })
  const tokens = await issueFirst(deps, String(userId), session, remember)
  return { user: { ...user, lastLogin: now }, roles: user.roles, tokens }
}

/** Exchanges a refresh token. One that was used before ends its session. */
export async function refresh(deps: Deps, refreshToken: string, client: Client) {
  const { db, log, signIn } = deps
  const rotation = await signIn.sessions.rotate(db, refreshToken, client)
  if (rotation.status === 'rotated') return issueNext(deps, rotation.session.subject, rotation.session)
  if (rotation.status === 'reused') {
    const { subject, sessionId } = rotation
    log.warn({ subject, session: sessionId }, 'a refresh token was used twice; its session was ended')
  }
  throw fail('account.refresh_token_invalid')
}
