// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { ApiKey, NewApiKey } from './schemas.ts'

/** Answer of `api_keys.list`. */
export interface ApiKeysListAnswer {
  api_keys: readonly ApiKey[]
}

/** Why `api_keys.list` may fail. */
export type ApiKeysListError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** Body of `api_keys.create`. */
export interface ApiKeysCreateBody {
  /** What you call it, such as the program. */
  name: string
  /** What it may do. `practice.read`: See your sessions, history, statistics, goals and achievements; `practice.write`: Record practice and set goals; `library.read`: See your sequences and favourites; `library.write`: Change your sequences and favourites; `profile.read`: See your profile and preferences; `pose.write`: Change the poses of the library; `sequence.write`: Change the sequences of the library; `upload.write`: Upload images; `content.read_history`: See and restore former content; `role.read`: See roles and who has them; `audit.read`: See the audit log; `user.read`: See accounts. */
  scopes: readonly ('practice.read' | 'practice.write' | 'library.read' | 'library.write' | 'profile.read' | 'pose.write' | 'sequence.write' | 'upload.write' | 'content.read_history' | 'role.read' | 'audit.read' | 'user.read')[]
  /** `90` when absent. */
  expires_in_days?: number
}

/** Answer of `api_keys.create`. */
export type ApiKeysCreateAnswer = NewApiKey

/** Why `api_keys.create` may fail. */
export type ApiKeysCreateError =
  | 'account.deletion_pending'
  | 'api_key.scope_not_yours'
  | 'api_key.too_many'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Params of `api_keys.rotate`. */
export interface ApiKeysRotateParams {
  key_id: string
}

/** Body of `api_keys.rotate`. */
export interface ApiKeysRotateBody {
  /** How long this one still works: a week at most. `86400` when absent. */
  overlap_seconds?: number
}

/** Answer of `api_keys.rotate`. */
export type ApiKeysRotateAnswer = NewApiKey

/** Why `api_keys.rotate` may fail. */
export type ApiKeysRotateError =
  | 'account.deletion_pending'
  | 'api_key.not_found'
  | 'api_key.too_many'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Params of `api_keys.revoke`. */
export interface ApiKeysRevokeParams {
  key_id: string
}

/** Why `api_keys.revoke` may fail. */
export type ApiKeysRevokeError =
  | 'account.deletion_pending'
  | 'api_key.not_found'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** The operations of `api_keys`. */
export const apiKeys = (caller: Caller) => ({
  /**
   * Your API keys, newest first.
   * Those that expired or were revoked are among them until 30 days after they expire.
   * Needs a signed-in person.
   */
  list: method<object, ApiKeysListAnswer, ApiKeysListError>(caller, {
    id: 'api_keys.list',
    method: 'GET',
    path: '/api/v1/profile/api-keys',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),

  /**
   * Make an API key.
   * A program that sends it, as `Authorization: Bearer` or `X-API-Key`, acts for you, as far as the scopes of the key and your own permissions both allow. You can have ten keys.
   * Needs a signed-in person.
   */
  create: method<{ body: ApiKeysCreateBody }, ApiKeysCreateAnswer, ApiKeysCreateError>(caller, {
    id: 'api_keys.create',
    method: 'POST',
    path: '/api/v1/profile/api-keys',
    body: 'json',
    errors: ['account.deletion_pending', 'api_key.scope_not_yours', 'api_key.too_many', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Replace an API key.
   * Makes a key with the name, the scopes and the length of life of this one. This one goes on working for the overlap, so that programs can change over.
   * Needs a signed-in person.
   */
  rotate: method<{ params: ApiKeysRotateParams; body?: ApiKeysRotateBody }, ApiKeysRotateAnswer, ApiKeysRotateError>(caller, {
    id: 'api_keys.rotate',
    method: 'POST',
    path: '/api/v1/profile/api-keys/{key_id}/rotation',
    body: 'json',
    errors: ['account.deletion_pending', 'api_key.not_found', 'api_key.too_many', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Revoke an API key.
   * It stops working at once in the process that answers, and within ten seconds in every other.
   * Needs a signed-in person.
   */
  revoke: method<{ params: ApiKeysRevokeParams }, undefined, ApiKeysRevokeError>(caller, {
    id: 'api_keys.revoke',
    method: 'DELETE',
    path: '/api/v1/profile/api-keys/{key_id}',
    takesKey: true,
    errors: ['account.deletion_pending', 'api_key.not_found', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
