// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method, pagedMethod } from '../../methods.ts'
import type { Done, Pose, PoseBatch, PoseDetail, PoseForAdmins, PoseOperation } from './schemas.ts'

/** Query of `poses.list`. */
export interface PosesListQuery {
  /** Page to return, from 1. `1` when absent. */
  page?: number
  /** Items per page. `20` when absent. */
  page_size?: number
  /** Poses to skip; replaces `page`. */
  offset?: number
  /** Poses to return; replaces `page_size`. */
  limit?: number
  /** Part of the English or Sanskrit name; case and accents do not matter. */
  search?: string
  /** Category, in the singular or plural; `core` finds poses that work the core. */
  category?: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative' | 'core'
  difficulty?: 'beginner' | 'intermediate' | 'advanced'
  /** One area of the body, such as `hamstrings`. */
  target_area?: string
  /** By name, or by level and name. `"name"` when absent. */
  sort?: 'name' | 'easiest' | 'hardest'
}

/** Answer of `poses.list`. */
export interface PosesListAnswer {
  poses: readonly Pose[]
  /** Items that match, on all pages. */
  total: number
  page: number
  page_size: number
  /** 0 when nothing matches. */
  total_pages: number
}

/** Why `poses.list` may fail. */
export type PosesListError =
  | 'limit.exceeded'
  | 'request.invalid'

/** Body of `poses.create`. */
export interface PosesCreateBody {
  name_english: string
  category: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative'
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  description: string
  instructions: readonly string[]
  image_urls: readonly string[]
  name_sanskrit?: string | null
  name_sanskrit_iast?: string | null
  entry_instructions?: readonly string[] | null
  exit_instructions?: readonly string[] | null
  holding_cues?: string | null
  breathing_pattern?: string | null
  /** A list, or one text with a line each. */
  benefits?: readonly string[] | null
  /** A list, or one text with a line each. */
  contraindications?: readonly string[] | null
  modifications?: readonly string[] | null
  props?: readonly string[] | null
  target_areas?: readonly string[] | null
  audio_url?: string | null
  has_side_variation?: boolean
  default_duration_seconds?: number
  is_published?: boolean
}

/** Answer of `poses.create`. */
export type PosesCreateAnswer = PoseForAdmins

/** Why `poses.create` may fail. */
export type PosesCreateError =
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

/** Params of `poses.get`. */
export interface PosesGetParams {
  pose_id: number
}

/** Answer of `poses.get`. */
export type PosesGetAnswer = PoseDetail

/** Why `poses.get` may fail. */
export type PosesGetError =
  | 'limit.exceeded'
  | 'pose.not_found'
  | 'request.invalid'

/** Params of `poses.update`. */
export interface PosesUpdateParams {
  pose_id: number
}

/** Body of `poses.update`. */
export interface PosesUpdateBody {
  name_english?: string
  category?: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative'
  difficulty_level?: 'beginner' | 'intermediate' | 'advanced'
  description?: string
  instructions?: readonly string[]
  image_urls?: readonly string[]
  name_sanskrit?: string | null
  name_sanskrit_iast?: string | null
  entry_instructions?: readonly string[] | null
  exit_instructions?: readonly string[] | null
  holding_cues?: string | null
  breathing_pattern?: string | null
  /** A list, or one text with a line each. */
  benefits?: readonly string[] | null
  /** A list, or one text with a line each. */
  contraindications?: readonly string[] | null
  modifications?: readonly string[] | null
  props?: readonly string[] | null
  target_areas?: readonly string[] | null
  audio_url?: string | null
  has_side_variation?: boolean
  default_duration_seconds?: number
}

/** Answer of `poses.update`. */
export type PosesUpdateAnswer = PoseForAdmins

/** Why `poses.update` may fail. */
export type PosesUpdateError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'pose.not_found'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.precondition_failed'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'request.unsupported_precondition'

/** Params of `poses.delete`. */
export interface PosesDeleteParams {
  pose_id: number
}

/** Why `poses.delete` may fail. */
export type PosesDeleteError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'pose.not_found'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Params of `poses.related`. */
export interface PosesRelatedParams {
  pose_id: number
}

/** Answer of `poses.related`. */
export interface PosesRelatedAnswer {
  /** Up to two poses of the category, at most one level apart, by name. */
  similar: readonly Pose[]
  /** Up to two harder poses, easiest first; for advanced poses, others as hard. */
  progressions: readonly Pose[]
}

/** Why `poses.related` may fail. */
export type PosesRelatedError =
  | 'limit.exceeded'
  | 'pose.not_found'
  | 'request.invalid'

/** Params of `poses.publish`. */
export interface PosesPublishParams {
  pose_id: number
}

/** Body of `poses.publish`. */
export interface PosesPublishBody {
  is_published: boolean
}

/** Answer of `poses.publish`. */
export type PosesPublishAnswer = PoseForAdmins

/** Why `poses.publish` may fail. */
export type PosesPublishError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'pose.not_found'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Body of `poses.batch`. */
export interface PosesBatchBody {
  /** `atomic`: all operations or none. `per_item`: each that can be done. */
  mode: 'atomic' | 'per_item'
  /** Each about something else. Done together, not one after the other. */
  operations: readonly PoseOperation[]
}

/** Answer of `poses.batch`. */
export type PosesBatchAnswer = PoseBatch

/** Why `poses.batch` may fail. */
export type PosesBatchError =
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

/** The operations of `poses`. */
export const poses = (caller: Caller) => ({
  /** List poses, with filters that combine. */
  list: pagedMethod<{ query?: PosesListQuery }, PosesListAnswer, PosesListAnswer['poses'][number], PosesListError>(caller, {
    id: 'poses.list',
    method: 'GET',
    path: '/api/v1/poses',
    items: 'poses',
    errors: ['limit.exceeded', 'request.invalid'],
  }),

  /**
   * Add a pose to the library.
   * Texts are plain text: markup in them is kept as it is, and is nowhere rendered as markup.
   * Needs the permission `pose.write`.
   */
  create: method<{ body: PosesCreateBody }, PosesCreateAnswer, PosesCreateError>(caller, {
    id: 'poses.create',
    method: 'POST',
    path: '/api/v1/poses',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /** Read one pose, with presets that contain it. */
  get: method<{ params: PosesGetParams }, PosesGetAnswer, PosesGetError>(caller, {
    id: 'poses.get',
    method: 'GET',
    path: '/api/v1/poses/{pose_id}',
    errors: ['limit.exceeded', 'pose.not_found', 'request.invalid'],
  }),

  /**
   * Change parts of a pose.
   * What the body leaves out stays as it is; null empties what may be empty.
   * Needs the permission `pose.write`.
   */
  update: method<{ params: PosesUpdateParams; body: PosesUpdateBody }, PosesUpdateAnswer, PosesUpdateError>(caller, {
    id: 'poses.update',
    method: 'PUT',
    path: '/api/v1/poses/{pose_id}',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'pose.not_found', 'request.invalid', 'request.malformed_key', 'request.precondition_failed', 'request.too_large', 'request.unsupported_media_type', 'request.unsupported_precondition'],
  }),

  /**
   * Delete a pose, from sequences too.
   * Steps of the sequences that contained it are numbered anew; sequences left with fewer than three are no longer published. The content history keeps the pose and what became of each preset; a deleted pose can be restored from it.
   * Needs the permission `pose.write`.
   */
  delete: method<{ params: PosesDeleteParams }, undefined, PosesDeleteError>(caller, {
    id: 'poses.delete',
    method: 'DELETE',
    path: '/api/v1/poses/{pose_id}',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'pose.not_found', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /** Where to go from a pose. */
  related: method<{ params: PosesRelatedParams }, PosesRelatedAnswer, PosesRelatedError>(caller, {
    id: 'poses.related',
    method: 'GET',
    path: '/api/v1/poses/{pose_id}/related',
    errors: ['limit.exceeded', 'pose.not_found', 'request.invalid'],
  }),

  /**
   * Show a pose in the library, or hide it.
   * Sequences leave out a hidden pose. Presets that it leaves with fewer than three are no longer published, and stay so when it is shown again.
   * Needs the permission `pose.write`.
   */
  publish: method<{ params: PosesPublishParams; body: PosesPublishBody }, PosesPublishAnswer, PosesPublishError>(caller, {
    id: 'poses.publish',
    method: 'PUT',
    path: '/api/v1/poses/{pose_id}/publication',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'pose.not_found', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Create, change, publish, hide and delete many poses.
   * What hiding and deleting a pose does to sequences, this does too. In `atomic` mode every operation that cannot be done is named in the refusal, and nothing changes; in `per_item` mode the others are done.
   * Needs the permission `pose.write`.
   */
  batch: method<{ body: PosesBatchBody }, PosesBatchAnswer, PosesBatchError>(caller, {
    id: 'poses.batch',
    method: 'POST',
    path: '/api/v1/poses/batch',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
