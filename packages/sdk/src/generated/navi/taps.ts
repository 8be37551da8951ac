// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Tap } from './schemas.ts'

/** Body of `taps.send`. */
export interface TapsSendBody {
  /** `"medium"` when absent. */
  intensity?: 'light' | 'medium' | 'strong'
  /** `"single"` when absent. */
  pattern?: 'single' | 'double' | 'triple' | 'heartbeat'
  /** One for each tap. */
  clientTapId?: string
  /** When it was tapped, for taps that waited on a watch. Now, when absent. */
  tappedAt?: string
}

/** Answer of `taps.send`. */
export interface TapsSendAnswer {
  message: string
  /** Whether it was written to a live connection already. */
  delivered: boolean
  tapId: string
  /** When it arrived here. */
  sentAt: string
  success: true
  status: 'accepted' | 'sent' | 'confirmed' | 'push_accepted' | 'expired' | 'failed'
  /** Its place among the live messages of the partner. */
  seq: number
}

/** Why `taps.send` may fail. */
export type TapsSendError =
  | 'INVALID_CLIENT_KEY'
  | 'INVALID_INPUT'
  | 'INVALID_INTENSITY'
  | 'INVALID_PATTERN'
  | 'INVALID_TIME'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'NOT_PAIRED'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'

/** Query of `taps.history`. */
export interface TapsHistoryQuery {
  /** Taps to return. `10` when absent. */
  limit?: number
  /** Id of a tap: older ones follow. For the next page, that of the last. */
  before?: string
}

/** Answer of `taps.history`. */
export interface TapsHistoryAnswer {
  taps: readonly Tap[]
  /** All taps, on all pages. */
  count: number
}

/** Why `taps.history` may fail. */
export type TapsHistoryError =
  | 'INVALID_INPUT'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'

/** The operations of `taps`. */
export const taps = (caller: Caller) => ({
  /**
   * Tap your partner.
   * It is felt within 120 s of `tappedAt` or not at all, and stands in the history of both. A tap that is sent again with the same `clientTapId`, or the same `Idempotency-Key`, is answered as it stands and not felt twice.
   * Needs a signed-in person.
   */
  send: method<{ body?: TapsSendBody }, TapsSendAnswer, TapsSendError>(caller, {
    id: 'taps.send',
    method: 'POST',
    path: '/api/tap/send',
    body: 'json',
    errors: ['INVALID_CLIENT_KEY', 'INVALID_INPUT', 'INVALID_INTENSITY', 'INVALID_PATTERN', 'INVALID_TIME', 'INVALID_TOKEN', 'MISSING_TOKEN', 'NOT_PAIRED', 'RATE_LIMITED', 'TOO_LARGE'],
  }),

  /**
   * List the taps you sent and got, newest first.
   * Needs a signed-in person.
   */
  history: method<{ query?: TapsHistoryQuery }, TapsHistoryAnswer, TapsHistoryError>(caller, {
    id: 'taps.history',
    method: 'GET',
    path: '/api/tap/history',
    errors: ['INVALID_INPUT', 'INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED'],
  }),
})
