import { createHash, randomBytes } from 'node:crypto'

/** A secret of `bytes` random bytes (32 by default), as URL-safe base64 without padding. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}

/** SHA-256 of a random token. Enough for secrets that already carry 128 or more random bits. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
