import { createAccessTokens } from '@groundwork/kit/auth/access-tokens'
import { createAuthenticator } from '@groundwork/kit/auth/authenticator'
import type { KeyRing } from '@groundwork/kit/auth/key-ring'
import { createLockout } from '@groundwork/kit/auth/lockout'
import { createRequestAuthentication } from '@groundwork/kit/auth/request-authentication'
import { createSessions } from '@groundwork/kit/auth/sessions'
import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db } from '@groundwork/kit/db/database'
import type { Authenticate } from '@groundwork/kit/http/route'
import type { Actor } from './actor.ts'
import { fail } from './people/errors.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * Nobody can sign in again: whose session ends loses identity and partner. So it slides for more than a year, and the token lives
 * as long as a session can; ending the session ends it within seconds all the same.
 */
const lifetime = { idleMs: 400 * DAY_MS, absoluteMs: 3650 * DAY_MS }

export interface SignInOptions {
  db: Db
  clock: Clock
  keys: KeyRing
}

/** Everything that knows who people are. */
export function createSignIn({ db, clock, keys }: SignInOptions) {
  const tokens = createAccessTokens({ keys, issuer: 'navi', audience: 'navi', clock })
  const authenticator = createAuthenticator({ db, clock, tokens })
  const identify = createRequestAuthentication({
    authenticator,
    trustedOrigins: [],
    refuse: () => fail('token.invalid_token'),
  })
  const authenticate: Authenticate<Actor> = async (headers, cookieUse) => {
    const actor = await identify(headers, cookieUse)
    return actor && { ...actor, userId: actor.subject }
  }
  return {
    authenticate,
    /** Whom a token of a live connection stands for. */
    authenticateToken: (token: string) => authenticator.authenticate(token, 'bearer'),
    /** Drops what is remembered of sessions. */
    forget: authenticator.forget,
    tokens,
    tokenTtlMs: lifetime.absoluteMs,
    sessions: createSessions({
      clock,
      lifetimes: { brief: lifetime, remembered: lifetime },
      onEnded: authenticator.forget,
    }),
    /** Wrong codes, by person and by address: so many in ten minutes that nobody meets it by mistyping. */
    guesses: {
      person: createLockout({ clock, maxFailures: 10, lockMs: 10 * MINUTE_MS }),
      address: createLockout({ clock, maxFailures: 30, lockMs: 10 * MINUTE_MS }),
    },
  }
}

export type SignIn = ReturnType<typeof createSignIn>
