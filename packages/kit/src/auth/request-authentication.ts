import type { IncomingHttpHeaders } from 'node:http'
import type { ApiKeyAuthenticator } from './api-key-authenticator.ts'
import { isMeantAsApiKey } from './api-key-text.ts'
import type { Actor, Authenticator } from './authenticator.ts'
import type { SessionCookie } from './session-cookie.ts'
import { isTrustedOrigin } from './trusted-origin.ts'

/** What an endpoint makes of the session cookie: takes it, takes it from pages of trusted origins only, or ignores it. */
export type CookieUse = 'allowed' | 'same_origin' | 'refused'

export interface RequestAuthenticationOptions {
  authenticator: Authenticator
  /** Without it API keys count for nothing. */
  apiKeys?: ApiKeyAuthenticator
  /** Without it only bearer tokens count. */
  cookie?: SessionCookie
  /** Origins besides this one whose pages may change things by cookie. */
  trustedOrigins: readonly string[]
  /** Makes the error for credentials that were sent and are not valid. */
  refuse: () => Error
}

/**
 * Finds out who sent a request: by `Authorization: Bearer` when it is there, which may hold an API key too, else by `X-API-Key`,
 * else by the cookie. Resolves to undefined when it carries none of them, and throws what `refuse` makes when they are not valid.
 * Without `mayLookUp`, API keys that this process does not know are refused unread. Tokens are signed: what is made up costs no
 * statement anyway.
 */
export function createRequestAuthentication(options: RequestAuthenticationOptions) {
  const { authenticator, apiKeys, cookie, trustedOrigins, refuse } = options
  return async (
    headers: IncomingHttpHeaders,
    cookieUse: CookieUse,
    mayLookUp = true,
  ): Promise<Actor | undefined> => {
    const bearer = bearerToken(headers.authorization)
    const key = bearer === undefined ? headers['x-api-key'] : isMeantAsApiKey(bearer) ? bearer : undefined
    if (key !== undefined && apiKeys) {
      const actor = await apiKeys.authenticate(key as string, { mayLookUp })
      if (actor === undefined) throw refuse()
      return actor
    }
    const takesCookie =
      cookieUse === 'allowed' || (cookieUse === 'same_origin' && isTrustedOrigin(headers, trustedOrigins))
    const token = bearer ?? (takesCookie ? cookie?.read(headers.cookie) : undefined)
    if (token === undefined) return undefined
    const actor = await authenticator.authenticate(token, bearer === undefined ? 'cookie' : 'bearer')
    if (actor === undefined) throw refuse()
    return actor
  }
}

function bearerToken(authorization: string | undefined): string | undefined {
  return authorization?.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : undefined
}
