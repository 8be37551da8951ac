// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method, pagedMethod } from '../../methods.ts'
import type { BreathingExercise } from './schemas.ts'

/** Query of `breathing.list`. */
export interface BreathingListQuery {
  /** Page to return, from 1. `1` when absent. */
  page?: number
  /** Items per page. `20` when absent. */
  page_size?: number
  difficulty?: 'beginner' | 'intermediate' | 'advanced'
  /** Part of the English or Sanskrit name; case and accents do not matter. */
  search?: string
}

/** Answer of `breathing.list`. */
export interface BreathingListAnswer {
  exercises: readonly BreathingExercise[]
  /** Items that match, on all pages. */
  total: number
  page: number
  page_size: number
  /** 0 when nothing matches. */
  total_pages: number
}

/** Why `breathing.list` may fail. */
export type BreathingListError =
  | 'limit.exceeded'
  | 'request.invalid'

/** Params of `breathing.get`. */
export interface BreathingGetParams {
  slug: string
}

/** Answer of `breathing.get`. */
export type BreathingGetAnswer = BreathingExercise

/** Why `breathing.get` may fail. */
export type BreathingGetError =
  | 'breathing.not_found'
  | 'limit.exceeded'
  | 'request.invalid'

/** Params of `breathing.record`. */
export interface BreathingRecordParams {
  slug: string
}

/** Body of `breathing.record`. */
export interface BreathingRecordBody {
  /** Within the minutes of the exercise. */
  duration_seconds: number
  /** Now, when absent. */
  completed_at?: string | null
}

/** Answer of `breathing.record`. */
export interface BreathingRecordAnswer {
  session_id: number
  user_id: number
  /** Null for free practice, or when the sequence was deleted. */
  sequence_id: number | null
  started_at: string
  completed_at: string | null
  duration_seconds: number
  /** `abandoned` while the session is open; see `state`. */
  completion_status: 'completed' | 'partial' | 'abandoned'
  state: 'in_progress' | 'completed' | 'partial' | 'abandoned'
  kind: 'poses' | 'breathing'
  poses_completed: number | null
  total_poses: number | null
  statistics: {
    /** Completed sessions. */
    total_sessions: number
    total_practice_time_seconds: number
    average_duration_seconds: number
    /** Completed among all started sessions, one decimal. */
    completion_rate_percent: number
  } | null
  /** Its slug. */
  breathing_exercise: string
}

/** Why `breathing.record` may fail. */
export type BreathingRecordError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'breathing.duration_out_of_bounds'
  | 'breathing.not_found'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'practice_session.day_exceeded'
  | 'practice_session.in_the_future'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** The operations of `breathing`. */
export const breathing = (caller: Caller) => ({
  /** List breathing exercises, easier ones first. */
  list: pagedMethod<{ query?: BreathingListQuery }, BreathingListAnswer, BreathingListAnswer['exercises'][number], BreathingListError>(caller, {
    id: 'breathing.list',
    method: 'GET',
    path: '/api/v1/breathing',
    items: 'exercises',
    errors: ['limit.exceeded', 'request.invalid'],
  }),

  /** Read one breathing exercise. */
  get: method<{ params: BreathingGetParams }, BreathingGetAnswer, BreathingGetError>(caller, {
    id: 'breathing.get',
    method: 'GET',
    path: '/api/v1/breathing/{slug}',
    errors: ['breathing.not_found', 'limit.exceeded', 'request.invalid'],
  }),

  /**
   * Record a breathing practice that has ended.
   * It is a completed practice session: it stands in the history as `kind: breathing`, and counts for minutes, streaks, goals and achievements.
   * Needs a signed-in person.
   */
  record: method<{ params: BreathingRecordParams; body: BreathingRecordBody }, BreathingRecordAnswer, BreathingRecordError>(caller, {
    id: 'breathing.record',
    method: 'POST',
    path: '/api/v1/breathing/{slug}/sessions',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'breathing.duration_out_of_bounds', 'breathing.not_found', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'practice_session.day_exceeded', 'practice_session.in_the_future', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
