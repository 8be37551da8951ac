import { createPrivateKey, sign, type KeyObject } from 'node:crypto'

/** A JSON Web Token signed by ES256 (RFC 7515, RFC 7518). */
export function signToken(key: KeyObject, header: object, claims: object): string {
  const text = `${encoded({ ...header, alg: 'ES256' })}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A private key for ES256 in PEM. @throws Error when it is another one or none */
export function signingKey(pem: string): KeyObject {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('not a key of the curve P-256')
  return key
}
