import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'

/** A browser that has subscribed at a push server of the tests. */
export interface TestSubscription {
  endpoint: string
  p256dh: string
  auth: string
  /** What it reads of a body that it is sent. @throws Error when the body is not for it */
  read(body: Buffer): Record<string, unknown>
}

let subscriptions = 0

export function subscribeAt(origin: string): TestSubscription {
  const ecdh = createECDH('prime256v1')
  ecdh.generateKeys()
  const auth = randomBytes(16)
  const receiver = ecdh.getPublicKey()
  const derived = (key: Buffer, salt: Buffer, info: string | Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', key, salt, info, length))
  return {
    endpoint: `${origin}/push/${++subscriptions}`,
    p256dh: receiver.toString('base64url'),
    auth: auth.toString('base64url'),
    read(body) {
      const salt = body.subarray(0, 16)
      const senderEnd = 21 + body[20]!
      const sender = body.subarray(21, senderEnd)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiver, sender])
      const secret = derived(ecdh.computeSecret(sender), auth, info, 32)
      const key = derived(secret, salt, 'Content-Encoding: aes128gcm\0', 16)
      const nonce = derived(secret, salt, 'Content-Encoding: nonce\0', 12)
      const decipher = createDecipheriv('aes-128-gcm', key, nonce)
      decipher.setAuthTag(body.subarray(-16))
      const padded = Buffer.concat([decipher.update(body.subarray(senderEnd, -16)), decipher.final()])
      const delimiter = padded.findLastIndex((byte) => byte !== 0)
      if (padded[delimiter] !== 2) throw new Error('not the last record')
      return JSON.parse(padded.subarray(0, delimiter).toString())
    },
  }
}

/** The header and the claims of a token, checked by its public key: base64url of the uncompressed point. */
export function readToken(
  token: string,
  publicKey: string,
): { header: object; claims: Record<string, unknown> } {
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: x!, y: y! } })
  const [header = '', claims = '', signature = ''] = token.split('.')
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  if (!isSigned) throw new Error('the token is not signed by that key')
  const decoded = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: decoded(header), claims: decoded(claims) }
}
