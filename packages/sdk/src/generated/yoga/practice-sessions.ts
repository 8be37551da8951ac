// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { PracticeSession } from './schemas.ts'

/** Body of `practice_sessions.start`. */
export interface PracticeSessionsStartBody {
  /** Absent for free practice. */
  sequence_id?: number | null
}

/** Answer of `practice_sessions.start`. */
export type PracticeSessionsStartAnswer = PracticeSession

/** Why `practice_sessions.start` may fail. */
export type PracticeSessionsStartError =
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

/** Body of `practice_sessions.complete`. */
export interface PracticeSessionsCompleteBody {
  session_id: number
  duration_seconds: number
  poses_completed?: number | null
  /** `"completed"` when absent. */
  completion_status?: 'completed' | 'partial' | 'abandoned'
}

/** Answer of `practice_sessions.complete`. */
export type PracticeSessionsCompleteAnswer = PracticeSession

/** Why `practice_sessions.complete` may fail. */
export type PracticeSessionsCompleteError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'practice_session.day_exceeded'
  | 'practice_session.not_found'
  | 'practice_session.not_yours'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Params of `practice_sessions.pause`. */
export interface PracticeSessionsPauseParams {
  session_id: number
}

/** Body of `practice_sessions.pause`. */
export interface PracticeSessionsPauseBody {
  duration_so_far: number
}

/** Answer of `practice_sessions.pause`. */
export type PracticeSessionsPauseAnswer = PracticeSession

/** Why `practice_sessions.pause` may fail. */
export type PracticeSessionsPauseError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'practice_session.already_ended'
  | 'practice_session.not_found'
  | 'practice_session.not_yours'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Answer of `practice_sessions.current`. */
export type PracticeSessionsCurrentAnswer = PracticeSession

/** Why `practice_sessions.current` may fail. */
export type PracticeSessionsCurrentError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'practice_session.none_active'

/** Body of `practice_sessions.record`. */
export interface PracticeSessionsRecordBody {
  durationMinutes: number
  posesCompleted?: number | null
  /** Accepted and not kept. */
  caloriesBurned?: number | null
  /** Now, when absent. */
  completedAt?: string | null
}

/** Answer of `practice_sessions.record`. */
export interface PracticeSessionsRecordAnswer {
  message: string
  session_id: number
  saved_at: string
}

/** Why `practice_sessions.record` may fail. */
export type PracticeSessionsRecordError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'practice_session.day_exceeded'
  | 'practice_session.in_the_future'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** The operations of `practice_sessions`. */
export const practiceSessions = (caller: Caller) => ({
  /**
   * Start practising a sequence, or freely.
   * A person has one open session: one that is still open is closed as abandoned.
   * Needs a signed-in person.
   */
  start: method<{ body: PracticeSessionsStartBody }, PracticeSessionsStartAnswer, PracticeSessionsStartError>(caller, {
    id: 'practice_sessions.start',
    method: 'POST',
    path: '/api/v1/sessions/start',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'sequence.not_found'],
  }),

  /**
   * End a session with what was practised.
   * Safe to repeat: a session that has ended is answered as it is.
   * Needs a signed-in person.
   */
  complete: method<{ body: PracticeSessionsCompleteBody }, PracticeSessionsCompleteAnswer, PracticeSessionsCompleteError>(caller, {
    id: 'practice_sessions.complete',
    method: 'POST',
    path: '/api/v1/sessions/complete',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'practice_session.day_exceeded', 'practice_session.not_found', 'practice_session.not_yours', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Save how long an open session has been practised.
   * Needs a signed-in person.
   */
  pause: method<{ params: PracticeSessionsPauseParams; body: PracticeSessionsPauseBody }, PracticeSessionsPauseAnswer, PracticeSessionsPauseError>(caller, {
    id: 'practice_sessions.pause',
    method: 'PUT',
    path: '/api/v1/sessions/{session_id}/pause',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'practice_session.already_ended', 'practice_session.not_found', 'practice_session.not_yours', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Read the open session.
   * Needs a signed-in person.
   */
  current: method<object, PracticeSessionsCurrentAnswer, PracticeSessionsCurrentError>(caller, {
    id: 'practice_sessions.current',
    method: 'GET',
    path: '/api/v1/sessions/current',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'practice_session.none_active'],
  }),

  /**
   * Record a practice that has already ended.
   * The summary page of an existing client sends this without a token, so the session cookie counts here.
   * Needs a signed-in person.
   */
  record: method<{ body: PracticeSessionsRecordBody }, PracticeSessionsRecordAnswer, PracticeSessionsRecordError>(caller, {
    id: 'practice_sessions.record',
    method: 'POST',
    path: '/api/v1/sessions',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'practice_session.day_exceeded', 'practice_session.in_the_future', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
