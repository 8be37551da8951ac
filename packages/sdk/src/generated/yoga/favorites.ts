// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method, pagedMethod } from '../../methods.ts'
import type { Favorite } from './schemas.ts'

/** Query of `favorites.list`. */
export interface FavoritesListQuery {
  /** Page to return, from 1. `1` when absent. */
  page?: number
  /** Items per page. `20` when absent. */
  page_size?: number
  /** Part of the name; case and accents do not matter. */
  search?: string
  /** Those added last first, or by name. `"newest"` when absent. */
  sort?: 'newest' | 'name'
}

/** Answer of `favorites.list`. */
export interface FavoritesListAnswer {
  sequences: readonly {
    sequence_id: number
    name: string
    description: string | null
    difficulty_level: 'beginner' | 'intermediate' | 'advanced'
    duration_minutes: number
    focus_area: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
    style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
    theme: string | null
    /** False for the custom sequences of the person asking. */
    is_preset: boolean
    /** Its own image, or the drawing of its hardest pose that is held longest. */
    image_url: string | null
    /** Number of steps. */
    pose_count: number
    /** Sum of all holds. */
    total_duration_seconds: number
    /** False when nobody is signed in. */
    is_favorite: boolean
    created_at: string
    updated_at: string
    favorited_at: string
  }[]
  /** Items that match, on all pages. */
  total: number
  page: number
  page_size: number
  /** 0 when nothing matches. */
  total_pages: number
}

/** Why `favorites.list` may fail. */
export type FavoritesListError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'

/** Body of `favorites.add`. */
export interface FavoritesAddBody {
  sequence_id: number
}

/** Answer of `favorites.add`. */
export type FavoritesAddAnswer = Favorite

/** Why `favorites.add` may fail. */
export type FavoritesAddError =
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
  | 'route.gone'
  | 'sequence.not_found'

/** Params of `favorites.put`. */
export interface FavoritesPutParams {
  sequence_id: number
}

/** Answer of `favorites.put`. */
export type FavoritesPutAnswer = Favorite

/** Why `favorites.put` may fail. */
export type FavoritesPutError =
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
  | 'sequence.not_found'

/** Params of `favorites.remove`. */
export interface FavoritesRemoveParams {
  sequence_id: number
}

/** Why `favorites.remove` may fail. */
export type FavoritesRemoveError =
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

/** The operations of `favorites`. */
export const favorites = (caller: Caller) => ({
  /**
   * List your favourite sequences.
   * Needs a signed-in person.
   */
  list: pagedMethod<{ query?: FavoritesListQuery }, FavoritesListAnswer, FavoritesListAnswer['sequences'][number], FavoritesListError>(caller, {
    id: 'favorites.list',
    method: 'GET',
    path: '/api/v1/favorites',
    items: 'sequences',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid'],
  }),

  /**
   * Make a sequence a favourite, named in the body.
   * Safe to repeat: a favourite stays as it is.
   *
   * Deprecated since 2026-11-21, and ends on 2028-01-01. Use `favorites.put`.
   * Needs a signed-in person.
   * @deprecated It will not be answered for ever.
   */
  add: method<{ body: FavoritesAddBody }, FavoritesAddAnswer, FavoritesAddError>(caller, {
    id: 'favorites.add',
    method: 'POST',
    path: '/api/v1/favorites',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'route.gone', 'sequence.not_found'],
  }),

  /**
   * Make a sequence a favourite.
   * Safe to repeat: a favourite stays as it is.
   * Needs a signed-in person.
   */
  put: method<{ params: FavoritesPutParams }, FavoritesPutAnswer, FavoritesPutError>(caller, {
    id: 'favorites.put',
    method: 'PUT',
    path: '/api/v1/favorites/{sequence_id}',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.not_found'],
  }),

  /**
   * Make a sequence no favourite.
   * Safe to repeat, and for sequences that never were favourites.
   * Needs a signed-in person.
   */
  remove: method<{ params: FavoritesRemoveParams }, undefined, FavoritesRemoveError>(caller, {
    id: 'favorites.remove',
    method: 'DELETE',
    path: '/api/v1/favorites/{sequence_id}',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
