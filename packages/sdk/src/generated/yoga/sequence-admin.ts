// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Done, SequenceBatch, SequenceForEditors, SequenceOperation } from './schemas.ts'

/** Body of `sequence_admin.create`. */
export interface SequenceAdminCreateBody {
  name: string
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  /** As stated to people. */
  duration_minutes: number
  focus_area: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  description?: string | null
  theme?: string | null
  image_url?: string | null
  is_published?: boolean
  /** False makes it a custom sequence of your own. `false` when absent. */
  is_preset?: boolean
  /** Practised in the order of their positions. */
  poses: readonly {
    pose_id: number
    /** How long the pose is held. */
    duration_seconds: number
    side?: 'left' | 'right' | null
    notes?: string | null
    position_order: number
  }[]
}

/** Answer of `sequence_admin.create`. */
export type SequenceAdminCreateAnswer = SequenceForEditors

/** Why `sequence_admin.create` may fail. */
export type SequenceAdminCreateError =
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
  | 'sequence.poses_not_found'

/** Params of `sequence_admin.update`. */
export interface SequenceAdminUpdateParams {
  sequence_id: number
}

/** Body of `sequence_admin.update`. */
export interface SequenceAdminUpdateBody {
  name?: string
  difficulty_level?: 'beginner' | 'intermediate' | 'advanced'
  /** As stated to people. */
  duration_minutes?: number
  focus_area?: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style?: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  description?: string | null
  theme?: string | null
  image_url?: string | null
  /** Practised in the order of their positions. */
  poses?: readonly {
    pose_id: number
    /** How long the pose is held. */
    duration_seconds: number
    side?: 'left' | 'right' | null
    notes?: string | null
    position_order: number
  }[]
}

/** Answer of `sequence_admin.update`. */
export type SequenceAdminUpdateAnswer = SequenceForEditors

/** Why `sequence_admin.update` may fail. */
export type SequenceAdminUpdateError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.precondition_failed'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'request.unsupported_precondition'
  | 'sequence.not_found'
  | 'sequence.poses_not_found'

/** Params of `sequence_admin.delete`. */
export interface SequenceAdminDeleteParams {
  sequence_id: number
}

/** Why `sequence_admin.delete` may fail. */
export type SequenceAdminDeleteError =
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
  | 'sequence.not_found'

/** Params of `sequence_admin.publish`. */
export interface SequenceAdminPublishParams {
  sequence_id: number
}

/** Body of `sequence_admin.publish`. */
export interface SequenceAdminPublishBody {
  is_published: boolean
}

/** Answer of `sequence_admin.publish`. */
export type SequenceAdminPublishAnswer = SequenceForEditors

/** Why `sequence_admin.publish` may fail. */
export type SequenceAdminPublishError =
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
  | 'sequence.not_found'
  | 'sequence.too_few_poses'

/** Body of `sequence_admin.batch`. */
export interface SequenceAdminBatchBody {
  /** `atomic`: all operations or none. `per_item`: each that can be done. */
  mode: 'atomic' | 'per_item'
  /** Each about something else. Done together, not one after the other. */
  operations: readonly SequenceOperation[]
}

/** Answer of `sequence_admin.batch`. */
export type SequenceAdminBatchAnswer = SequenceBatch

/** Why `sequence_admin.batch` may fail. */
export type SequenceAdminBatchError =
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

/** The operations of `sequence_admin`. */
export const sequenceAdmin = (caller: Caller) => ({
  /**
   * Make a preset, or a custom sequence of your own.
   * Texts are plain text: markup in them is kept as it is, and is nowhere rendered as markup.
   * Needs the permission `sequence.write`.
   */
  create: method<{ body: SequenceAdminCreateBody }, SequenceAdminCreateAnswer, SequenceAdminCreateError>(caller, {
    id: 'sequence_admin.create',
    method: 'POST',
    path: '/api/v1/admin/sequences',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.poses_not_found'],
  }),

  /**
   * Change parts of a preset, or of a custom sequence of your own.
   * What the body leaves out stays as it is; `poses` replaces all steps. Whether it is a preset cannot be changed.
   * Needs the permission `sequence.write`.
   */
  update: method<{ params: SequenceAdminUpdateParams; body: SequenceAdminUpdateBody }, SequenceAdminUpdateAnswer, SequenceAdminUpdateError>(caller, {
    id: 'sequence_admin.update',
    method: 'PUT',
    path: '/api/v1/admin/sequences/{sequence_id}',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.precondition_failed', 'request.too_large', 'request.unsupported_media_type', 'request.unsupported_precondition', 'sequence.not_found', 'sequence.poses_not_found'],
  }),

  /**
   * Delete a preset, or a custom sequence of your own.
   * Sessions in which it was practised stay in the history, without a sequence. The content history keeps the sequence.
   * Needs the permission `sequence.write`.
   */
  delete: method<{ params: SequenceAdminDeleteParams }, undefined, SequenceAdminDeleteError>(caller, {
    id: 'sequence_admin.delete',
    method: 'DELETE',
    path: '/api/v1/admin/sequences/{sequence_id}',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.not_found'],
  }),

  /**
   * Show a preset to everybody, or hide it.
   * Needs the permission `sequence.write`.
   */
  publish: method<{ params: SequenceAdminPublishParams; body: SequenceAdminPublishBody }, SequenceAdminPublishAnswer, SequenceAdminPublishError>(caller, {
    id: 'sequence_admin.publish',
    method: 'PUT',
    path: '/api/v1/admin/sequences/{sequence_id}/publication',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.not_found', 'sequence.too_few_poses'],
  }),

  /**
   * Create, change, publish, hide and delete many presets, or custom sequences of your own.
   * In `atomic` mode every operation that cannot be done is named in the refusal, and nothing changes; in `per_item` mode the others are done.
   * Needs the permission `sequence.write`.
   */
  batch: method<{ body: SequenceAdminBatchBody }, SequenceAdminBatchAnswer, SequenceAdminBatchError>(caller, {
    id: 'sequence_admin.batch',
    method: 'POST',
    path: '/api/v1/admin/sequences/batch',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
