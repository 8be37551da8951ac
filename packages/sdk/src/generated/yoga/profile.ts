// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Done, User } from './schemas.ts'

/** Answer of `profile.read`. */
export type ProfileReadAnswer = User

/** Why `profile.read` may fail. */
export type ProfileReadError =
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** Body of `profile.update`. */
export interface ProfileUpdateBody {
  name?: string
  email?: string
  experience_level?: 'beginner' | 'intermediate' | 'advanced'
  timezone?: string
}

/** Answer of `profile.update`. */
export type ProfileUpdateAnswer = User

/** Why `profile.update` may fail. */
export type ProfileUpdateError =
  | 'account.deletion_pending'
  | 'account.email_taken'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Body of `profile.delete`. */
export interface ProfileDeleteBody {
  /** The one you sign in with. */
  password: string
}

/** Answer of `profile.delete`. */
export interface ProfileDeleteAnswer {
  message: string
  deletion_at: string
}

/** Why `profile.delete` may fail. */
export type ProfileDeleteError =
  | 'account.deletion_pending'
  | 'account.locked'
  | 'account.wrong_current_password'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'role.last_holder'

/** Body of `profile.change_password`. */
export interface ProfileChangePasswordBody {
  current_password: string
  new_password: string
}

/** Answer of `profile.change_password`. */
export type ProfileChangePasswordAnswer = Done

/** Why `profile.change_password` may fail. */
export type ProfileChangePasswordError =
  | 'account.deletion_pending'
  | 'account.locked'
  | 'account.weak_password'
  | 'account.wrong_current_password'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Answer of `profile.cancel_deletion`. */
export type ProfileCancelDeletionAnswer = User

/** Why `profile.cancel_deletion` may fail. */
export type ProfileCancelDeletionError =
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** The operations of `profile`. */
export const profile = (caller: Caller) => ({
  /**
   * Read your account.
   * Needs a signed-in person.
   */
  read: method<object, ProfileReadAnswer, ProfileReadError>(caller, {
    id: 'profile.read',
    method: 'GET',
    path: '/api/v1/profile',
    errors: ['auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),

  /**
   * Change what is known of you.
   * Fields that are absent stay. Another address has to be verified anew; the former one is told. Sessions go on.
   * Needs a signed-in person.
   */
  update: method<{ body: ProfileUpdateBody }, ProfileUpdateAnswer, ProfileUpdateError>(caller, {
    id: 'profile.update',
    method: 'PUT',
    path: '/api/v1/profile',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'account.email_taken', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Delete your account, 90 days from now.
   * Signs out everywhere and sends a mail that says how to keep the account. Until then it can be signed in to, but only to read the profile, to export what is stored, and to cancel the deletion. Then everything of it is erased, for good. Five wrong passwords in a row stop further tries for a while. The last administrator has to appoint another one first.
   * Needs a signed-in person.
   */
  delete: method<{ body: ProfileDeleteBody }, ProfileDeleteAnswer, ProfileDeleteError>(caller, {
    id: 'profile.delete',
    method: 'DELETE',
    path: '/api/v1/profile',
    body: 'json',
    errors: ['account.deletion_pending', 'account.locked', 'account.wrong_current_password', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type', 'role.last_holder'],
  }),

  /**
   * Change your password.
   * Ends your other sessions. Five wrong current passwords in a row stop further tries for a while.
   * Needs a signed-in person.
   */
  changePassword: method<{ body: ProfileChangePasswordBody }, ProfileChangePasswordAnswer, ProfileChangePasswordError>(caller, {
    id: 'profile.change_password',
    method: 'PUT',
    path: '/api/v1/profile/password',
    body: 'json',
    errors: ['account.deletion_pending', 'account.locked', 'account.weak_password', 'account.wrong_current_password', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Keep your account after all.
   * Everything is as it was before the deletion was asked for. Safe to repeat.
   * Needs a signed-in person.
   */
  cancelDeletion: method<object, ProfileCancelDeletionAnswer, ProfileCancelDeletionError>(caller, {
    id: 'profile.cancel_deletion',
    method: 'POST',
    path: '/api/v1/profile/deletion/cancel',
    takesKey: true,
    errors: ['auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
