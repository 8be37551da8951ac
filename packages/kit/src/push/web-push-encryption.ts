import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** What only a browser can read: the keys of its subscription, in base64url. */
export interface SubscriptionKeys {
  /** Its public key on P-256, uncompressed. */
  p256dh: string
  /** 16 bytes that it shares with us. */
  auth: string
}

/** Push services take 4096 bytes at least and need not take more; the rest is header, delimiter and tag. */
export const MAX_WEB_PUSH_PLAIN_BYTES = 4096 - 16 - 4 - 1 - 65 - 1 - 16

const RECORD_SIZE = 4096
const LAST_RECORD = Buffer.from([2])

/** True for keys as browsers make them. Whether the point is on the curve is found out by the encryption. */
export function areSubscriptionKeys({ p256dh, auth }: SubscriptionKeys): boolean {
  const point = Buffer.from(p256dh, 'base64url')
  return point.length === 65 && point[0] === 4 && Buffer.from(auth, 'base64url').length === 16
}

/**
 * A body of the coding aes128gcm that only the subscribed browser can read (RFC 8291, RFC 8188). `salt` and `privateKey` are made
 * anew for each; only the example of the RFC gives them.
 * @throws Error when the keys are not on the curve
 */
export function encryptWebPush(
  plain: Buffer,
  { p256dh, auth }: SubscriptionKeys,
  salt: Buffer = randomBytes(16),
  privateKey?: Buffer,
): Buffer {
  const receiver = Buffer.from(p256dh, 'base64url')
  const ecdh = createECDH('prime256v1')
  if (privateKey === undefined) ecdh.generateKeys()
  else ecdh.setPrivateKey(privateKey)
  const sender = ecdh.getPublicKey()
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiver, sender])
  const secret = derived(ecdh.computeSecret(receiver), Buffer.from(auth, 'base64url'), info, 32)
  const key = derived(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derived(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const lengths = Buffer.alloc(5)
  lengths.writeUInt32BE(RECORD_SIZE)
  lengths[4] = sender.length
  return Buffer.concat([
    salt,
    lengths,
    sender,
    cipher.update(plain),
    cipher.update(LAST_RECORD),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

const derived = (key: Buffer, salt: Buffer, info: Buffer, length: number) =>
  Buffer.from(hkdfSync('sha256', key, salt, info, length))
