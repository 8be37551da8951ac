// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'

/** Answer of `browsers.push_key`. */
export interface BrowsersPushKeyAnswer {
  /** In base64url; null when nothing is pushed to browsers here. */
  publicKey: string | null
}

/** Why `browsers.push_key` may fail. */
export type BrowsersPushKeyError =
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'

/** Body of `browsers.subscribe`. */
export interface BrowsersSubscribeBody {
  endpoint: string
  expirationTime?: number | null
  keys: {
    p256dh: string
    auth: string
  }
}

/** Answer of `browsers.subscribe`. */
export interface BrowsersSubscribeAnswer {
  message: string
  deviceId: string
}

/** Why `browsers.subscribe` may fail. */
export type BrowsersSubscribeError =
  | 'INVALID_INPUT'
  | 'INVALID_SUBSCRIPTION'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'

/** The operations of `browsers`. */
export const browsers = (caller: Caller) => ({
  /**
   * Read the key that a browser subscribes with.
   * For `applicationServerKey` of `PushManager.subscribe`.
   * Needs a signed-in person.
   */
  pushKey: method<object, BrowsersPushKeyAnswer, BrowsersPushKeyError>(caller, {
    id: 'browsers.push_key',
    method: 'GET',
    path: '/api/push/key',
    errors: ['INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED'],
  }),

  /**
   * Have taps pushed to this browser.
   * What `PushSubscription.toJSON()` gives. It is one of your devices from then on, and is removed like any other.
   * Needs a signed-in person.
   */
  subscribe: method<{ body: BrowsersSubscribeBody }, BrowsersSubscribeAnswer, BrowsersSubscribeError>(caller, {
    id: 'browsers.subscribe',
    method: 'PUT',
    path: '/api/push/subscription',
    body: 'json',
    errors: ['INVALID_INPUT', 'INVALID_SUBSCRIPTION', 'INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED', 'TOO_LARGE'],
  }),
})
