// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Preferences } from './schemas.ts'

/** Answer of `preferences.read`. */
export type PreferencesReadAnswer = Preferences

/** Why `preferences.read` may fail. */
export type PreferencesReadError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** Body of `preferences.update`. */
export interface PreferencesUpdateBody {
  /** Whether the player speaks the names of poses and cues. */
  voice_guidance?: boolean
  /** Whether clients may remind of practising; the server sends nothing. */
  reminders?: boolean
  /** How long a pose is held where a new sequence does not say. */
  default_hold_seconds?: number
  /** Time to get into each pose before its hold begins. */
  preparation_seconds?: number
  /** Whether clients do without animation, whatever the device says. */
  reduced_motion?: boolean
}

/** Answer of `preferences.update`. */
export type PreferencesUpdateAnswer = Preferences

/** Why `preferences.update` may fail. */
export type PreferencesUpdateError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** The operations of `preferences`. */
export const preferences = (caller: Caller) => ({
  /**
   * Read how you like to practise.
   * Every preference, also those never chosen.
   * Needs a signed-in person.
   */
  read: method<object, PreferencesReadAnswer, PreferencesReadError>(caller, {
    id: 'preferences.read',
    method: 'GET',
    path: '/api/v1/profile/preferences',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),

  /**
   * Choose how you like to practise.
   * Preferences that are absent stay. Names that are none are refused.
   * Needs a signed-in person.
   */
  update: method<{ body: PreferencesUpdateBody }, PreferencesUpdateAnswer, PreferencesUpdateError>(caller, {
    id: 'preferences.update',
    method: 'PUT',
    path: '/api/v1/profile/preferences',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
