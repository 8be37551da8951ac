import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Clock } from '../clock/clock.ts'
import type { KeyRing, SigningKey } from './key-ring.ts'
import { createRecentMap } from './recent-map.ts'

/** What a valid access token says. */
export interface AccessClaims {
  subject: string
  /** UUID of the session it was issued for. */
  sessionId: string
  expiresAtMs: number
}

/** A token as it is given to a client. */
export interface IssuedToken {
  token: string
  /** Seconds until it expires. */
  expiresInS: number
}

/** What to forget: entries that match all that is given. Nothing given means everything. */
export interface Forget {
  subject?: string
  sessionId?: string
}

/** Issues access tokens and tells whom they were issued to, without the database. */
export interface AccessTokens {
  /** Signs a token for a session. `ttlMs` is rounded up to whole seconds. */
  issue: (claims: { subject: string; sessionId: string; ttlMs: number }) => Promise<IssuedToken>
  /** What a token says, or undefined when it is not ours, not an access token for this audience, or expired. */
  verify: (token: string) => AccessClaims | undefined
  /** Drops remembered tokens. They verify again when seen again: whether a session lives is not a token's business. */
  forget: (which: Forget) => void
}

export interface AccessTokenOptions {
  keys: KeyRing
  issuer: string
  audience: string
  clock: Clock
  /** Verified tokens remembered at most; 10 000 by default, about 5 MB. */
  maxRemembered?: number
}

const MAX_LENGTH = 2048

/**
 * Signed access tokens: JWT, HS256, claims `sub`, `sid`, `iat`, `exp`, `iss`, `aud` and `typ: access`.
 *
 * jose issues them, so that the format is the standard's. They are verified with Node's own HMAC: 6 µs with every check
 * where jose takes over 30, and the first use of each token is on the path of a request. That is sound because only tokens made here are taken:
 * the header must be, byte for byte, one that `issue` writes, which pins algorithm, type and key without parsing anything
 * a caller wrote. Later uses cost one SHA-256, the name under which a verified token is remembered;
 * a whole authentication is then 1.2 µs.
 */
export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { keys, issuer, audience, clock, maxRemembered = 10_000 } = options
  const keyByHeader = new Map(keys.map((key) => [encodedHeader(key), key.secret]))
  const remembered = createRecentMap<string, AccessClaims>(maxRemembered)
  const [signingKey] = keys

  const read = (token: string): AccessClaims | undefined => {
    const [header = '', payload = '', signature = '', ...rest] = token.split('.')
    const secret = keyByHeader.get(header)
    if (secret === undefined || rest.length > 0) return undefined
    if (!isSame(signature, createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url')))
      return undefined
    const { sub, sid, exp, iss, aud, typ } = JSON.parse(
      Buffer.from(payload, 'base64url').toString(),
    ) as Record<string, unknown>
    if (iss !== issuer || aud !== audience || typ !== 'access') return undefined
    if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') return undefined
    return { subject: sub, sessionId: sid, expiresAtMs: exp * 1000 }
  }

  return {
    issue: async ({ subject, sessionId, ttlMs }) => {
      const issuedAtS = Math.floor(clock.nowMs() / 1000)
      const expiresInS = Math.ceil(ttlMs / 1000)
      const token = await new SignJWT({ sid: sessionId, typ: 'access' })
        .setProtectedHeader(headerOf(signingKey))
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAtS)
        .setExpirationTime(issuedAtS + expiresInS)
        .sign(signingKey.secret)
      return { token, expiresInS }
    },
    verify: (token) => {
      if (token.length > MAX_LENGTH) return undefined
      const name = hash('sha256', token, 'base64url')
      const known = remembered.get(name)
      const claims = known ?? read(token)
      if (claims === undefined) return undefined
      if (claims.expiresAtMs <= clock.nowMs()) {
        remembered.delete(name)
        return undefined
      }
      if (known === undefined) remembered.set(name, claims)
      return claims
    },
    forget: ({ subject, sessionId }) =>
      remembered.deleteWhere(
        (claims) =>
          (subject ?? claims.subject) === claims.subject &&
          (sessionId ?? claims.sessionId) === claims.sessionId,
      ),
  }
}

const headerOf = ({ kid }: SigningKey) => ({ alg: 'HS256', typ: 'JWT', kid })

const encodedHeader = (key: SigningKey) => Buffer.from(JSON.stringify(headerOf(key))).toString('base64url')

/** Compares in a time that does not depend on where the texts differ. */
function isSame(given: string, expected: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(expected)
  return a.length === b.length && timingSafeEqual(a, b)
}
