// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Goal } from './schemas.ts'

/** Answer of `goals.list`. */
export interface GoalsListAnswer {
  goals: readonly Goal[]
  /** Whose weeks and months these are: that of the profile. */
  timezone: string
}

/** Why `goals.list` may fail. */
export type GoalsListError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'time_zone.unknown'

/** Body of `goals.set`. */
export interface GoalsSetBody {
  kind: 'sessions_per_week' | 'minutes_per_week' | 'minutes_per_month'
  /** At most 100 sessions or 10080 minutes a week, or 44640 minutes a month. */
  target: number
}

/** Answer of `goals.set`. */
export type GoalsSetAnswer = Goal

/** Why `goals.set` may fail. */
export type GoalsSetError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'goal.kind_taken'
  | 'goal.out_of_reach'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'time_zone.unknown'

/** Params of `goals.change`. */
export interface GoalsChangeParams {
  goal_id: number
}

/** Body of `goals.change`. */
export interface GoalsChangeBody {
  /** At most 100 sessions or 10080 minutes a week, or 44640 minutes a month. */
  target: number
}

/** Answer of `goals.change`. */
export type GoalsChangeAnswer = Goal

/** Why `goals.change` may fail. */
export type GoalsChangeError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'goal.not_found'
  | 'goal.out_of_reach'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'time_zone.unknown'

/** Params of `goals.delete`. */
export interface GoalsDeleteParams {
  goal_id: number
}

/** Why `goals.delete` may fail. */
export type GoalsDeleteError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'goal.not_found'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** The operations of `goals`. */
export const goals = (caller: Caller) => ({
  /**
   * List your goals and how far you are.
   * One goal of each kind at most, so there are no pages.
   * Needs a signed-in person.
   */
  list: method<object, GoalsListAnswer, GoalsListError>(caller, {
    id: 'goals.list',
    method: 'GET',
    path: '/api/v1/goals',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'time_zone.unknown'],
  }),

  /**
   * Set a goal.
   * Needs a signed-in person.
   */
  set: method<{ body: GoalsSetBody }, GoalsSetAnswer, GoalsSetError>(caller, {
    id: 'goals.set',
    method: 'POST',
    path: '/api/v1/goals',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'goal.kind_taken', 'goal.out_of_reach', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'time_zone.unknown'],
  }),

  /**
   * Change the target of a goal.
   * Needs a signed-in person.
   */
  change: method<{ params: GoalsChangeParams; body: GoalsChangeBody }, GoalsChangeAnswer, GoalsChangeError>(caller, {
    id: 'goals.change',
    method: 'PUT',
    path: '/api/v1/goals/{goal_id}',
    body: 'json',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'goal.not_found', 'goal.out_of_reach', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'time_zone.unknown'],
  }),

  /**
   * Give up a goal.
   * Needs a signed-in person.
   */
  delete: method<{ params: GoalsDeleteParams }, undefined, GoalsDeleteError>(caller, {
    id: 'goals.delete',
    method: 'DELETE',
    path: '/api/v1/goals/{goal_id}',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'goal.not_found', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
