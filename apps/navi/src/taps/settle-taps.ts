import type { Tx } from '@groundwork/kit/db/database'
import type { Settlement } from '@groundwork/kit/realtime/message'
import { enqueue } from '@groundwork/kit/jobs/enqueue'
import { needNoPush, pushTap } from './push-tap.ts'
import type { Deps } from '../deps.ts'
import { settleTaps } from './queries.ts'
import { TAP_RECEIVED } from './send-tap.ts'
import { tellSenders } from './tell-senders.ts'

/** What the end of a live message means for its tap. One that was written and not confirmed may still be, until it expires. */
const STATES = { confirmed: 'confirmed', unconfirmed: 'sent', expired: 'expired' } as const

/** Notes what became of taps that went over live connections, in the transaction in which that is settled, tells who sent them, and pushes what may not have arrived. */
export async function settleLiveTaps(
  { clock, realtime }: Pick<Deps, 'clock' | 'realtime'>,
  tx: Tx,
  settlements: readonly Settlement[],
): Promise<void> {
  const taps = settlements.filter(({ type }) => type === TAP_RECEIVED)
  if (taps.length === 0) return
  const settled = await settleTaps(tx, {
    tapIds: taps.map(({ id }) => id),
    states: taps.map(({ state }) => STATES[state]),
    sentAts: taps.map(({ sentAt }) => sentAt),
    now: clock.now(),
  })
  const felt = taps.filter(({ state }) => state === 'confirmed')
  if (felt.length > 0)
    await needNoPush(
      tx,
      felt.map(({ id }) => id),
    )
  for (const { id, state } of taps) if (state === 'unconfirmed') enqueue(tx, pushTap, { tapId: id })
  tellSenders(realtime, tx, settled)
}
