// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'

/** Answer of `pairing.create`. */
export interface PairingCreateAnswer {
  pairingCode: string
  /** Seconds. */
  expiresIn: number
  expiresAt: string
}

/** Why `pairing.create` may fail. */
export type PairingCreateError =
  | 'ALREADY_PAIRED'
  | 'INVALID_INPUT'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'

/** Body of `pairing.join`. */
export interface PairingJoinBody {
  pairingCode?: string
}

/** Answer of `pairing.join`. */
export interface PairingJoinAnswer {
  message: string
  partnerId: string
  /** Without milliseconds: the phone application cannot read them. */
  pairedAt: string
}

/** Why `pairing.join` may fail. */
export type PairingJoinError =
  | 'ALREADY_PAIRED'
  | 'CODE_NOT_FOUND'
  | 'INVALID_INPUT'
  | 'INVALID_PAIRING_CODE'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'
  | 'SELF_PAIRING_DENIED'
  | 'TOO_LARGE'
  | 'TOO_MANY_ATTEMPTS'

/** Answer of `pairing.status`. */
export interface PairingStatusAnswer {
  paired: boolean
  partnerId: string | null
  pairedAt: string | null
}

/** Why `pairing.status` may fail. */
export type PairingStatusError =
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'

/** Answer of `pairing.unpair`. */
export interface PairingUnpairAnswer {
  message: string
}

/** Why `pairing.unpair` may fail. */
export type PairingUnpairError =
  | 'INVALID_INPUT'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'

/** The operations of `pairing`. */
export const pairing = (caller: Caller) => ({
  /**
   * Get a code for a partner to join with.
   * It takes the place of an earlier one. Whoever is paired gets a `paired` frame instead.
   * Needs a signed-in person.
   */
  create: method<object, PairingCreateAnswer, PairingCreateError>(caller, {
    id: 'pairing.create',
    method: 'POST',
    path: '/api/pairing/create',
    errors: ['ALREADY_PAIRED', 'INVALID_INPUT', 'INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED', 'TOO_LARGE'],
  }),

  /**
   * Become the partner of whoever made a code.
   * A code is good for one pair. Joining again with the same code is answered as the first time. Ten wrong codes within ten minutes shut a person out for as long, thirty an address.
   * Needs a signed-in person.
   */
  join: method<{ body?: PairingJoinBody }, PairingJoinAnswer, PairingJoinError>(caller, {
    id: 'pairing.join',
    method: 'POST',
    path: '/api/pairing/join',
    body: 'json',
    errors: ['ALREADY_PAIRED', 'CODE_NOT_FOUND', 'INVALID_INPUT', 'INVALID_PAIRING_CODE', 'INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED', 'SELF_PAIRING_DENIED', 'TOO_LARGE', 'TOO_MANY_ATTEMPTS'],
  }),

  /**
   * Whether you are paired, and with whom.
   * Needs a signed-in person.
   */
  status: method<object, PairingStatusAnswer, PairingStatusError>(caller, {
    id: 'pairing.status',
    method: 'GET',
    path: '/api/pairing/status',
    errors: ['INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED'],
  }),

  /**
   * Come apart.
   * For both. Safe to repeat.
   * Needs a signed-in person.
   */
  unpair: method<object, PairingUnpairAnswer, PairingUnpairError>(caller, {
    id: 'pairing.unpair',
    method: 'DELETE',
    path: '/api/pairing/unpair',
    errors: ['INVALID_INPUT', 'INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED', 'TOO_LARGE'],
  }),
})
