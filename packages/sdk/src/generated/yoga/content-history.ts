// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method, pagedMethod } from '../../methods.ts'
import type { ContentRestoration, ContentVersion, ContentVersionDetail } from './schemas.ts'

/** Query of `content_history.list`. */
export interface ContentHistoryListQuery {
  /** Page to return, from 1. `1` when absent. */
  page?: number
  /** Items per page. `20` when absent. */
  page_size?: number
  kind?: 'pose' | 'sequence'
  /** One pose or sequence; needs `kind`. */
  id?: number
}

/** Answer of `content_history.list`. */
export interface ContentHistoryListAnswer {
  versions: readonly ContentVersion[]
  /** Items that match, on all pages. */
  total: number
  page: number
  page_size: number
  /** 0 when nothing matches. */
  total_pages: number
}

/** Why `content_history.list` may fail. */
export type ContentHistoryListError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'

/** Params of `content_history.get`. */
export interface ContentHistoryGetParams {
  version_id: number
}

/** Answer of `content_history.get`. */
export type ContentHistoryGetAnswer = ContentVersionDetail

/** Why `content_history.get` may fail. */
export type ContentHistoryGetError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'content_version.not_found'
  | 'limit.exceeded'
  | 'request.invalid'

/** Params of `content_history.restore`. */
export interface ContentHistoryRestoreParams {
  version_id: number
}

/** Answer of `content_history.restore`. */
export type ContentHistoryRestoreAnswer = ContentRestoration

/** Why `content_history.restore` may fail. */
export type ContentHistoryRestoreError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'content_version.not_found'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'sequence.not_found'
  | 'sequence.poses_not_found'

/** The operations of `content_history`. */
export const contentHistory = (caller: Caller) => ({
  /**
   * List the changes of poses and sequences, the latest first.
   * Every change that was made by administrators and imports, kept for ever.
   * Needs the permission `content.read_history`.
   */
  list: pagedMethod<{ query?: ContentHistoryListQuery }, ContentHistoryListAnswer, ContentHistoryListAnswer['versions'][number], ContentHistoryListError>(caller, {
    id: 'content_history.list',
    method: 'GET',
    path: '/api/v1/admin/content-history',
    items: 'versions',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid'],
  }),

  /**
   * Read one change with everything before and after it.
   * Needs the permission `content.read_history`.
   */
  get: method<{ params: ContentHistoryGetParams }, ContentHistoryGetAnswer, ContentHistoryGetError>(caller, {
    id: 'content_history.get',
    method: 'GET',
    path: '/api/v1/admin/content-history/{version_id}',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'content_version.not_found', 'limit.exceeded', 'request.invalid'],
  }),

  /**
   * Bring a pose or sequence back to what it was after a change; of a deletion, before it.
   * Needs the permission to write what is restored. Restoring is a change too and has a version; nothing is changed when it is like that already.
   * Needs the permission `content.read_history`.
   */
  restore: method<{ params: ContentHistoryRestoreParams }, ContentHistoryRestoreAnswer, ContentHistoryRestoreError>(caller, {
    id: 'content_history.restore',
    method: 'POST',
    path: '/api/v1/admin/content-history/{version_id}/restoration',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'content_version.not_found', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.not_found', 'sequence.poses_not_found'],
  }),
})
