// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'

/** Answer of `achievements.list`. */
export interface AchievementsListAnswer {
  achievements: readonly {
    achievement_id: number
    code: string
    name: string
    description: string
    /** What is counted: days in a row, completed sessions, minutes of them, or poses of a category practised in them. */
    type: 'streak' | 'sessions' | 'time' | 'mastery'
    threshold_value: number
    /** For mastery; null otherwise. */
    category: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative' | null
    /** Name of the picture that a client shows. */
    icon: string
    /** Null until it is earned. */
    earned_at: string | null
    /** A streak counts the running one; mastery needs every pose that the category has now. What is earned stays at its target. */
    progress: {
      value: number
      target: number
      percentage: number
    }
  }[]
  total: number
  earned_count: number
}

/** Why `achievements.list` may fail. */
export type AchievementsListError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'time_zone.unknown'

/** Answer of `achievements.list_earned`. */
export interface AchievementsListEarnedAnswer {
  achievements: readonly {
    achievement_id: number
    code: string
    name: string
    description: string
    /** What is counted: days in a row, completed sessions, minutes of them, or poses of a category practised in them. */
    type: 'streak' | 'sessions' | 'time' | 'mastery'
    threshold_value: number
    /** For mastery; null otherwise. */
    category: 'standing' | 'seated' | 'balancing' | 'backbends' | 'forward_bends' | 'twists' | 'inversions' | 'arm_balances' | 'restorative' | null
    /** Name of the picture that a client shows. */
    icon: string
    earned_at: string
  }[]
  total: number
}

/** Why `achievements.list_earned` may fail. */
export type AchievementsListEarnedError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** The operations of `achievements`. */
export const achievements = (caller: Caller) => ({
  /**
   * List all achievements, and how far you are from each.
   * Needs a signed-in person.
   */
  list: method<object, AchievementsListAnswer, AchievementsListError>(caller, {
    id: 'achievements.list',
    method: 'GET',
    path: '/api/v1/achievements',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'time_zone.unknown'],
  }),

  /**
   * List the achievements you have earned, latest first.
   * Needs a signed-in person.
   */
  listEarned: method<object, AchievementsListEarnedAnswer, AchievementsListEarnedError>(caller, {
    id: 'achievements.list_earned',
    method: 'GET',
    path: '/api/v1/achievements/earned',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),
})
