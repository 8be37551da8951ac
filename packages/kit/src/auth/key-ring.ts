import type { Variable } from '../config/variables.ts'

/** One secret that signs tokens, with the name that tokens carry. */
export interface SigningKey {
  kid: string
  /** 32 bytes or more. */
  secret: Buffer
}

/** The keys in force. The first signs; all verify, so that a new one signs nobody out once every process knows it. */
export type KeyRing = readonly [SigningKey, ...SigningKey[]]

const KEY = /^([A-Za-z0-9._-]{1,64}):([A-Za-z0-9_-]+)$/
const MIN_BYTES = 32
const MIN_DISTINCT_BYTES = 12

/**
 * Reads `kid:secret,kid:secret`, secrets in URL-safe base64.
 * @throws Error when the form is wrong, a kid occurs twice, or a secret is under 32 bytes or plainly not random.
 */
export function parseKeyRing(text: string): KeyRing {
  const [first, ...others] = text.split(',').map((part) => parseKey(part.trim()))
  if (first === undefined) throw new Error('no key')
  const ring: KeyRing = [first, ...others]
  if (new Set(ring.map(({ kid }) => kid)).size < ring.length) throw new Error('a kid occurs twice')
  return ring
}

function parseKey(text: string): SigningKey {
  const [, kid, encoded] = KEY.exec(text) ?? []
  if (kid === undefined || encoded === undefined) throw new Error('not of the form kid:secret')
  const secret = Buffer.from(encoded, 'base64url')
  if (secret.length < MIN_BYTES) throw new Error(`the secret of ${kid} is shorter than ${MIN_BYTES} bytes`)
  if (new Set(secret).size < MIN_DISTINCT_BYTES) throw new Error(`the secret of ${kid} is not random`)
  return { kid, secret }
}

/** The environment variable that holds a key ring. Undefined when absent, which production refuses. */
export function keyRing({ doc }: { doc: string }): Variable<KeyRing | undefined> {
  return {
    doc,
    expects: '`kid:secret` pairs separated by commas, each secret 32 or more random bytes in URL-safe base64',
    defaultText: undefined,
    secret: true,
    requiredInProduction: true,
    parse: parseKeyRing,
    fallback: undefined,
  }
}
