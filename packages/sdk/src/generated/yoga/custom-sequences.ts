// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method, pagedMethod } from '../../methods.ts'
import type { SavedSequence, Sequence } from './schemas.ts'

/** Query of `custom_sequences.list`. */
export interface CustomSequencesListQuery {
  /** Page to return, from 1. `1` when absent. */
  page?: number
  /** Items per page. `20` when absent. */
  page_size?: number
  /** Part of the name; case and accents do not matter. */
  search?: string
  /** Those changed last first, by name, or by minutes. `"newest"` when absent. */
  sort?: 'newest' | 'name' | 'shortest' | 'longest'
}

/** Answer of `custom_sequences.list`. */
export interface CustomSequencesListAnswer {
  sequences: readonly Sequence[]
  /** Items that match, on all pages. */
  total: number
  page: number
  page_size: number
  /** 0 when nothing matches. */
  total_pages: number
}

/** Why `custom_sequences.list` may fail. */
export type CustomSequencesListError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'

/** Body of `custom_sequences.create`. */
export interface CustomSequencesCreateBody {
  name: string
  /** `null` when absent. */
  description?: string | null
  difficulty_level: 'beginner' | 'intermediate' | 'advanced'
  focus_area: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  /** The steps, in the order in which they are practised. */
  poses: readonly {
    pose_id: number
    /** How long the pose is held. `60` when absent. */
    duration_seconds?: number
    /** `null` when absent. */
    side?: 'left' | 'right' | null
    /** `null` when absent. */
    notes?: string | null
    /** Order of the steps when every step has one; otherwise the order of the list. */
    position_order?: number
  }[]
}

/** Answer of `custom_sequences.create`. */
export type CustomSequencesCreateAnswer = SavedSequence

/** Why `custom_sequences.create` may fail. */
export type CustomSequencesCreateError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'custom_sequence.too_long'
  | 'custom_sequence.too_many'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'sequence.poses_not_found'

/** Params of `custom_sequences.update`. */
export interface CustomSequencesUpdateParams {
  sequence_id: number
}

/** Body of `custom_sequences.update`. */
export interface CustomSequencesUpdateBody {
  name?: string
  description?: string | null
  difficulty_level?: 'beginner' | 'intermediate' | 'advanced'
  focus_area?: 'flexibility' | 'strength' | 'relaxation' | 'balance' | 'core' | 'energy'
  style?: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
  /** The steps, in the order in which they are practised. */
  poses?: readonly {
    pose_id: number
    /** How long the pose is held. `60` when absent. */
    duration_seconds?: number
    /** `null` when absent. */
    side?: 'left' | 'right' | null
    /** `null` when absent. */
    notes?: string | null
    /** Order of the steps when every step has one; otherwise the order of the list. */
    position_order?: number
  }[]
}

/** Answer of `custom_sequences.update`. */
export type CustomSequencesUpdateAnswer = SavedSequence

/** Why `custom_sequences.update` may fail. */
export type CustomSequencesUpdateError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'custom_sequence.too_long'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'sequence.not_found'
  | 'sequence.poses_not_found'

/** Params of `custom_sequences.delete`. */
export interface CustomSequencesDeleteParams {
  sequence_id: number
}

/** Why `custom_sequences.delete` may fail. */
export type CustomSequencesDeleteError =
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

/** Params of `custom_sequences.copy`. */
export interface CustomSequencesCopyParams {
  sequence_id: number
}

/** Body of `custom_sequences.copy`. */
export interface CustomSequencesCopyBody {
  /** The same name with “(copy)”, when absent. */
  name?: string
}

/** Answer of `custom_sequences.copy`. */
export type CustomSequencesCopyAnswer = SavedSequence

/** Why `custom_sequences.copy` may fail. */
export type CustomSequencesCopyError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'custom_sequence.too_few_steps'
  | 'custom_sequence.too_many'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'sequence.not_found'

/** The operations of `custom_sequences`. */
export const customSequences = (caller: Caller) => ({
  /**
   * List your custom sequences.
   * Needs a signed-in person.
   */
  list: pagedMethod<{ query?: CustomSequencesListQuery }, CustomSequencesListAnswer, CustomSequencesListAnswer['sequences'][number], CustomSequencesListError>(caller, {
    id: 'custom_sequences.list',
    method: 'GET',
    path: '/api/v1/sequences/custom',
    items: 'sequences',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid'],
  }),

  /**
   * Make a sequence of your own.
   * Its minutes are the holds of its steps, rounded up.
   * Needs a signed-in person.
   */
  create: method<{ body: CustomSequencesCreateBody }, CustomSequencesCreateAnswer, CustomSequencesCreateError>(caller, {
    id: 'custom_sequences.create',
    method: 'POST',
    path: '/api/v1/sequences/custom',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'custom_sequence.too_long', 'custom_sequence.too_many', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.poses_not_found'],
  }),

  /**
   * Change a sequence of your own.
   * Fields that are absent stay as they are. `poses` replaces all steps at once.
   * Needs a signed-in person.
   */
  update: method<{ params: CustomSequencesUpdateParams; body: CustomSequencesUpdateBody }, CustomSequencesUpdateAnswer, CustomSequencesUpdateError>(caller, {
    id: 'custom_sequences.update',
    method: 'PUT',
    path: '/api/v1/sequences/custom/{sequence_id}',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'custom_sequence.too_long', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.not_found', 'sequence.poses_not_found'],
  }),

  /**
   * Delete a sequence of your own.
   * Sessions in which it was practised stay in the history, without a sequence.
   * Needs a signed-in person.
   */
  delete: method<{ params: CustomSequencesDeleteParams }, undefined, CustomSequencesDeleteError>(caller, {
    id: 'custom_sequences.delete',
    method: 'DELETE',
    path: '/api/v1/sequences/custom/{sequence_id}',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.not_found'],
  }),

  /**
   * Copy a preset, or a sequence of your own, into a new one of your own.
   * Needs a signed-in person.
   */
  copy: method<{ params: CustomSequencesCopyParams; body?: CustomSequencesCopyBody }, CustomSequencesCopyAnswer, CustomSequencesCopyError>(caller, {
    id: 'custom_sequences.copy',
    method: 'POST',
    path: '/api/v1/sequences/{sequence_id}/copies',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'custom_sequence.too_few_steps', 'custom_sequence.too_many', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.not_found'],
  }),
})
