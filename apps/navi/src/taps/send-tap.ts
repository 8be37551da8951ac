import { randomUUIDv7 } from 'node:crypto'
import { isUniqueViolation } from '@groundwork/kit/db/errors'
import type { Deps } from '../deps.ts'
import { currentPairing, forgetPairings, readPairing, type Pairing } from '../pairing/pairing.ts'
import { fail } from './errors.ts'
import { pushSoon } from './push-tap.ts'
import { findByClientTapId, insertTap, type TapState } from './queries.ts'
import { readTap, type AskedTap, type Tap } from './read-tap.ts'

type Needs = Pick<Deps, 'db' | 'cache' | 'clock' | 'realtime'>

/** The `type` of the frame that brings a tap. */
export const TAP_RECEIVED = 'tap_received'

/** A tap is only worth feeling while it is fresh. */
const TAP_LIFE_MS = 120_000

/** How long an answer waits to tell whether the tap was written to a connection: nineteen of twenty answers are to take under 200 ms. */
const DELIVERED_WITHIN_MS = 150

/** What became of a tap so far. */
export interface SentTap {
  tapId: string
  seq: number
  state: TapState
  acceptedAt: Date
  /** Whether it was written to a live connection. */
  delivered: boolean
}

/**
 * Takes a tap for the partner: kept and on its way together, or neither. One that was taken before, by its client's key, is
 * answered as it stands.
 * @throws AppError `tap.not_paired`, and then what is wrong with the tap.
 */
export async function sendTap(deps: Needs, fromUserId: string, asked: AskedTap): Promise<SentTap> {
  // Who was alone in the cache may have been joined a moment ago through another process.
  const pairing = (await currentPairing(deps, fromUserId)) ?? (await readPairing(deps.db, fromUserId))
  if (!pairing) throw fail('tap.not_paired')
  const tap = readTap(asked, deps.clock.now())
  try {
    return await takeTap(deps, fromUserId, pairing, tap)
  } catch (error) {
    if (tap.clientTapId === null || !isUniqueViolation(error, 'taps_client_tap_id')) throw error
    const { sentAt, ...taken } = (await findByClientTapId(deps.db, {
      fromUserId,
      clientTapId: tap.clientTapId,
    }))!
    return { ...taken, delivered: sentAt !== null || taken.state === 'confirmed' }
  }
}

async function takeTap(
  deps: Needs,
  fromUserId: string,
  { pairingId, partnerId: toUserId }: Pairing,
  { intensity, pattern, clientTapId, tappedAt }: Tap,
): Promise<SentTap> {
  const { db, clock, realtime } = deps
  const tapId = randomUUIDv7()
  const acceptedAt = clock.now()
  const expiresAt = new Date(tappedAt.getTime() + TAP_LIFE_MS)
  const payload = { fromUserId, toUserId, intensity, pattern, timestamp: tappedAt.toISOString() }
  const seq = await db.transaction(async (tx) => {
    const message = { recipient: toUserId, type: TAP_RECEIVED, id: tapId, payload, expiresAt }
    const { seq } = await realtime.publish(tx, message)
    const people = { pairingId, fromUserId, toUserId }
    const times = { tappedAt, acceptedAt, expiresAt }
    const kept = await insertTap(tx, { tapId, ...people, intensity, pattern, clientTapId, seq, ...times })
    if (kept > 0) {
      pushSoon(tx, tapId, acceptedAt)
      return seq
    }
    // The pairing has ended since it was cached. Failing rolls back what was published.
    await forgetPairings(deps, [fromUserId]).catch(() => {})
    throw fail('tap.not_paired')
  })
  const delivered = await realtime.wasSent({ recipient: toUserId, seq }, DELIVERED_WITHIN_MS)
  return { tapId, seq, state: delivered ? 'sent' : 'accepted', acceptedAt, delivered }
}
