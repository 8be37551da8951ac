import type { Db } from '@groundwork/kit/db/database'
import { emit } from '@groundwork/kit/events/emit'
import type { Deps } from '../deps.ts'
import { pairingEnded } from './events.ts'
import { publishUnpaired } from './frames.ts'
import { endPairing, listLive } from './queries.ts'

/** Whom somebody is paired with. */
export interface Pairing {
  pairingId: string
  partnerId: string
  /** ISO 8601. */
  pairedAt: string
}

const CACHED_MS = 5 * 60_000

const tagOf = (userId: string) => `pairing:${userId}`

/** The pairing of a person as the database has it. */
export async function readPairing(db: Db, userId: string): Promise<Pairing | null> {
  const [row] = await listLive(db, { userIds: [userId] })
  if (!row) return null
  const partnerId = row.lowerUserId === userId ? row.higherUserId : row.lowerUserId
  return { pairingId: row.pairingId, partnerId, pairedAt: row.pairedAt.toISOString() }
}

/** The pairing of a person, cached until it changes, or for five minutes. */
export const currentPairing = (
  { db, cache }: Pick<Deps, 'db' | 'cache'>,
  userId: string,
): Promise<Pairing | null> =>
  cache.wrap({ kind: 'pairing', key: userId, ttlMs: CACHED_MS, tags: [tagOf(userId)] }, () =>
    readPairing(db, userId),
  )

/** Forgets what is cached of the pairings of these people. */
export const forgetPairings = ({ cache }: Pick<Deps, 'cache'>, userIds: readonly string[]): Promise<void> =>
  cache.invalidate(userIds.map(tagOf))

/** Ends the pairing of a person, for both. Safe to repeat. */
export async function unpair(deps: Pick<Deps, 'db' | 'clock' | 'realtime'>, userId: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const pairing = await endPairing(tx, { userId, now: deps.clock.now() })
    if (!pairing) return
    const { pairingId, lowerUserId, higherUserId } = pairing
    await publishUnpaired(deps, tx, pairing)
    emit(tx, pairingEnded, { pairingId, userIds: [lowerUserId, higherUserId] })
  })
}
