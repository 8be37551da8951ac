import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import { signToken } from './signed-token.ts'

/** The keys by which push services recognise this server (RFC 8292). */
export interface VapidKeys {
  /** Browsers subscribe with it; base64url of the uncompressed point. */
  publicKey: string
  privateKey: KeyObject
  /** Whom a push service writes to when something is wrong: `mailto:` or `https:`. */
  subject: string
}

/** The keys that belong to a private key: 32 bytes in base64url. @throws Error when it is none */
export function vapidKeys(privateKey: string, subject: string): VapidKeys {
  const scalar = Buffer.from(privateKey, 'base64url')
  if (scalar.length !== 32) throw new Error('not 32 bytes')
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(scalar)
  const point = ecdh.getPublicKey()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', d: scalar.toString('base64url'), x, y }
  return {
    publicKey: point.toString('base64url'),
    privateKey: createPrivateKey({ format: 'jwk', key: jwk }),
    subject,
  }
}

const HOUR_MS = 3_600_000
const LIFETIME_MS = 12 * HOUR_MS
const RENEW_BEFORE_END_MS = HOUR_MS
/** Push services are few; whoever subscribes with a made-up one must not make this grow. */
const MOST_KEPT = 100

/** The header `Authorization` for a push service, signed every 11 hours for each. */
export function createVapidSigner({ publicKey, privateKey, subject }: VapidKeys, clock: Clock) {
  const kept = new Map<string, { header: string; expiresMs: number }>()
  return (origin: string): string => {
    const nowMs = clock.nowMs()
    const known = kept.get(origin)
    if (known !== undefined && known.expiresMs - nowMs > RENEW_BEFORE_END_MS) return known.header
    const expiresMs = nowMs + LIFETIME_MS
    const claims = { aud: origin, exp: Math.floor(expiresMs / 1000), sub: subject }
    const header = `vapid t=${signToken(privateKey, { typ: 'JWT' }, claims)}, k=${publicKey}`
    kept.delete(origin)
    for (const oldest of kept.keys()) if (kept.size >= MOST_KEPT) kept.delete(oldest)
    kept.set(origin, { header, expiresMs })
    return header
  }
}
