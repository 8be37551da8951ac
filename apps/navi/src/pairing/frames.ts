import { randomUUIDv7 } from 'node:crypto'
import type { Tx } from '@groundwork/kit/db/database'
import type { Deps } from '../deps.ts'

type Needs = Pick<Deps, 'clock' | 'realtime'>

interface Pair {
  lowerUserId: string
  higherUserId: string
}

/** Whoever was away for longer asks for the status anyway. */
const LIFE_MS = 10 * 60_000

async function publish({ clock, realtime }: Needs, tx: Tx, recipient: string, type: string, payload: object) {
  const expiresAt = new Date(clock.nowMs() + LIFE_MS)
  await realtime.publish(tx, { recipient, type, id: randomUUIDv7(), payload: { ...payload }, expiresAt })
}

/** An instant as the phone application can read it: without milliseconds. */
export const toSeconds = (instant: string): string => instant.replace(/\.\d{3}Z$/, 'Z')

/** Tells somebody that they are paired. */
export const publishPaired = (
  needs: Needs,
  tx: Tx,
  recipient: string,
  { partnerId, pairedAt }: { partnerId: string; pairedAt: string },
): Promise<void> => publish(needs, tx, recipient, 'paired', { partnerId, pairedAt: toSeconds(pairedAt) })

/** Tells both of a pair that it came apart; the lower id comes first, as in every transaction that tells several. */
export async function publishUnpaired(
  needs: Needs,
  tx: Tx,
  { lowerUserId, higherUserId }: Pair,
): Promise<void> {
  await publish(needs, tx, lowerUserId, 'unpaired', { partnerId: higherUserId })
  await publish(needs, tx, higherUserId, 'unpaired', { partnerId: lowerUserId })
}
