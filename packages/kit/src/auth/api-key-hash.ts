import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ApiKey } from './api-key-text.ts'
import type { KeyRing } from './key-ring.ts'

/** What is stored of an API key: a hash that nobody can check guesses against without the key ring. */
export interface StoredHash {
  secretHash: Buffer
  /** The key of the ring it was made with. */
  hashKid: string
}

/** Hashes of API keys, keyed by a ring: the first key hashes, all check. */
export function createApiKeyHashes(ring: KeyRing) {
  // A key of its own, derived, so that hashes have nothing to do with the signatures that the ring makes.
  const peppers = new Map(
    ring.map(({ kid, secret }) => [kid, createHmac('sha256', secret).update('api keys').digest()]),
  )
  const [{ kid: current }] = ring
  const hashWith = (pepper: Buffer, { keyId, secret }: ApiKey) =>
    createHmac('sha256', pepper).update(`${keyId} ${secret}`).digest()
  return {
    current,
    /** The hash to store. */
    hash: (key: ApiKey): StoredHash => ({
      secretHash: hashWith(peppers.get(current)!, key),
      hashKid: current,
    }),
    /** Whether a key is the one that was stored; never when the ring has lost the key that made the hash. */
    matches: (key: ApiKey, { secretHash, hashKid }: StoredHash): boolean => {
      const pepper = peppers.get(hashKid)
      return pepper !== undefined && timingSafeEqual(hashWith(pepper, key), secretHash)
    },
  }
}

export type ApiKeyHashes = ReturnType<typeof createApiKeyHashes>
