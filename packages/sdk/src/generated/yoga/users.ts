// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { ManagedUser } from './schemas.ts'

/** Query of `users.list`. */
export interface UsersListQuery {
  /** Part of a name or an address, whatever its case and accents. */
  search?: string
  /** Only those with the role. */
  role?: string
  /** Only those that are not switched off, or only those. */
  active?: boolean
  /** The `next` of the page before. */
  before?: number
  /** `20` when absent. */
  limit?: number
}

/** Answer of `users.list`. */
export interface UsersListAnswer {
  users: readonly ManagedUser[]
  /** Send it as `before` for the next page; null on the last. */
  next: number | null
}

/** Why `users.list` may fail. */
export type UsersListError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'

/** Params of `users.set_activation`. */
export interface UsersSetActivationParams {
  user_id: number
}

/** Body of `users.set_activation`. */
export interface UsersSetActivationBody {
  active: boolean
}

/** Answer of `users.set_activation`. */
export type UsersSetActivationAnswer = ManagedUser

/** Why `users.set_activation` may fail. */
export type UsersSetActivationError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'role.last_holder'
  | 'user.not_found'

/** The operations of `users`. */
export const users = (caller: Caller) => ({
  /**
   * Find accounts, the newest first.
   * Needs the permission `user.read`.
   */
  list: method<{ query?: UsersListQuery }, UsersListAnswer, UsersListError>(caller, {
    id: 'users.list',
    method: 'GET',
    path: '/api/v1/admin/users',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid'],
  }),

  /**
   * Switch an account off or on.
   * Off: every session and every API key ends at once, links sent by mail stop working, and nobody can sign in. What the account owns stays. Safe to repeat. Kept in the audit log. The last administrator who can sign in is not switched off.
   * Needs the permission `user.activate`.
   */
  setActivation: method<{ params: UsersSetActivationParams; body: UsersSetActivationBody }, UsersSetActivationAnswer, UsersSetActivationError>(caller, {
    id: 'users.set_activation',
    method: 'PUT',
    path: '/api/v1/admin/users/{user_id}/activation',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'role.last_holder', 'user.not_found'],
  }),
})
