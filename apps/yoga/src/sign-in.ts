import { createApiKeyAuthenticator } from '@groundwork/kit/auth/api-key-authenticator'
import { createApiKeyHashes } from '@groundwork/kit/auth/api-key-hash'
import { createApiKeys } from '@groundwork/kit/auth/api-keys'
import { createAccessTokens } from '@groundwork/kit/auth/access-tokens'
import type { Forget } from '@groundwork/kit/auth/access-tokens'
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
import type { Logger } from '@groundwork/kit/telemetry/logger'
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

/** Live API keys of one person at most. */
const MAX_API_KEYS = 10

/** Name of the session cookie; in production it begins with `__Host-`. */
export const COOKIE_NAME = 'yoga_session'

export interface SignInOptions {
  db: Db
  clock: Clock
  keys: KeyRing
  production: boolean
  /** Origins whose pages may change things by cookie. */
  trustedOrigins: readonly string[]
  log: Pick<Logger, 'warn'>
}

/** Everything that knows who people are: tokens, sessions, passwords, roles. */
export function createSignIn({ db, clock, keys, production, trustedOrigins, log }: SignInOptions) {
  const tokens = createAccessTokens({ keys, issuer: 'yogaflow', audience: 'yogaflow', clock })
  const grants = { ...createGrants(), standing }
  const authenticator = createAuthenticator({ db, clock, tokens, grants })
  const hashes = createApiKeyHashes(keys)
  const environment = production ? 'live' : 'test'
  const apiKeyAuthenticator = createApiKeyAuthenticator({
    db,
    clock,
    hashes,
    environment,
    grants,
    onRevokedUse: ({ keyId, subject }) =>
      log.warn({ subject, keyId }, 'somebody uses an API key that was revoked'),
  })
  const forget = (which: Forget) => {
    authenticator.forget(which)
    apiKeyAuthenticator.forget(which)
  }
  const audit = createAuditLog({ clock })
  const cookie = createSessionCookie({ name: COOKIE_NAME, production })
  const identify = createRequestAuthentication({
    authenticator,
    apiKeys: apiKeyAuthenticator,
    cookie,
    trustedOrigins,
    refuse: () => fail('auth.required'),
  })
  const authenticate: Authenticate<Actor> = async (headers, cookieUse, _endpoint, mayLookUp) => {
    const actor = await identify(headers, cookieUse, mayLookUp)
    return actor && { ...actor, userId: Number(actor.subject) }
  }
  return {
    authenticate,
    forget,
    tokens,
    cookie,
    audit,
    sessions: createSessions({ clock, lifetimes, onEnded: forget }),
    apiKeys: createApiKeys({ clock, hashes, environment, maxOfSubject: MAX_API_KEYS, onEnded: forget }),
    roles: createRoles({ clock, audit, onChanged: forget }),
    passwords: createPasswords(),
    lockout: createLockout({ clock }),
    oneTimeTokens: createOneTimeTokens({ clock }),
  }
}

export type SignIn = ReturnType<typeof createSignIn>
