import { createAccessTokens } from '@groundwork/kit/auth/access-tokens'
import { createAuthenticator } from '@groundwork/kit/auth/authenticator'
import type { KeyRing } from '@groundwork/kit/auth/key-ring'
import { createLockout } from '@groundwork/kit/auth/lockout'
import { createOneTimeTokens } from '@groundwork/kit/auth/one-time-tokens'
import { createPasswords } from '@groundwork/kit/auth/passwords'
import { createRequestAuthentication } from '@groundwork/kit/auth/request-authentication'
import { createSessionCookie } from '@groundwork/kit/auth/session-cookie'
import { createSessions } from '@groundwork/kit/auth/sessions'
import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db } from '@groundwork/kit/db/database'
import { fail } from '@groundwork/kit/http/errors'
import type { Authenticate } from '@groundwork/kit/http/route'
import { createAuditLog } from '@groundwork/kit/rbac/audit-log'
import { createGrants } from '@groundwork/kit/rbac/grants'
import { createRoles } from '@groundwork/kit/rbac/roles'
import { standing } from './account-deletion/standing.ts'
import type { Actor } from './actor.ts'

const DAY_MS = 86_400_000

/**
 * How long people stay signed in. An existing client never refreshes its token and takes a 401 for the end of the session,
 * so an access token lives as long as an idle session; revoking the session ends it within seconds all the same.
 */
export const lifetimes = {
  brief: { idleMs: DAY_MS, absoluteMs: 30 * DAY_MS },
  remembered: { idleMs: 7 * DAY_MS, absoluteMs: 90 * DAY_MS },
}

/** Name of the session cookie; in production it begins with `__Host-`. */
export const COOKIE_NAME = 'yoga_session'

export interface SignInOptions {
  db: Db
  clock: Clock
  keys: KeyRing
  production: boolean
  /** Origins whose pages may change things by cookie. */
  trustedOrigins: readonly string[]
}

/** Everything that knows who people are: tokens, sessions, passwords, roles. */
export function createSignIn({ db, clock, keys, production, trustedOrigins }: SignInOptions) {
  const tokens = createAccessTokens({ keys, issuer: 'yogaflow', audience: 'yogaflow', clock })
  const authenticator = createAuthenticator({ db, clock, tokens, grants: { ...createGrants(), standing } })
  const audit = createAuditLog({ clock })
  const cookie = createSessionCookie({ name: COOKIE_NAME, production })
  const identify = createRequestAuthentication({
    authenticator,
    cookie,
    trustedOrigins,
    refuse: () => fail('auth.required'),
  })
  const authenticate: Authenticate<Actor> = async (headers, cookieUse) => {
    const actor = await identify(headers, cookieUse)
    return actor && { ...actor, userId: Number(actor.subject) }
  }
  return {
    authenticate,
    forget: authenticator.forget,
    tokens,
    cookie,
    audit,
    sessions: createSessions({ clock, lifetimes, onEnded: authenticator.forget }),
    roles: createRoles({ clock, audit, onChanged: authenticator.forget }),
    passwords: createPasswords(),
    lockout: createLockout({ clock }),
    oneTimeTokens: createOneTimeTokens({ clock }),
  }
}

export type SignIn = ReturnType<typeof createSignIn>
