import type { Tx } from '@groundwork/kit/db/database'
import type { Deps } from '../deps.ts'
import type { SettledTap } from './queries.ts'

/** The `type` of the frame that tells whoever sent a tap what has become of it. */
const TAP_STATE = 'tap_state'

/** Tells what has become of taps to those who sent them and are connected; the others read it in the history. */
export function tellSenders(realtime: Deps['realtime'], tx: Tx, taps: readonly SettledTap[]): void {
  for (const { tapId, fromUserId, state } of taps)
    realtime.sendNews(tx, fromUserId, { type: TAP_STATE, id: tapId, status: state })
}
