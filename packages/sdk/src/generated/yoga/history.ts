// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method, pagedMethod } from '../../methods.ts'
import type { HistorySession } from './schemas.ts'

/** Query of `history.list`. */
export interface HistoryListQuery {
  /** Page to return, from 1. `1` when absent. */
  page?: number
  /** Items per page. `20` when absent. */
  page_size?: number
  /** Sessions of one state; `unfinished` finds open and abandoned ones. */
  state?: 'in_progress' | 'completed' | 'partial' | 'abandoned' | 'unfinished'
  /** Practice of poses, or breathing. */
  kind?: 'poses' | 'breathing'
  /** Sessions that started then or later: a date, or a date and time (in UTC when it has no offset). */
  start_date?: string
  /** Sessions that started then or earlier; a date includes that whole day. */
  end_date?: string
  /** `"newest"` when absent. */
  sort?: 'newest' | 'oldest' | 'longest' | 'shortest'
  /** Whose days count, such as `Europe/London`; the time zone of the profile when absent. */
  timezone?: string
}

/** Answer of `history.list`. */
export interface HistoryListAnswer {
  sessions: readonly HistorySession[]
  /** Items that match, on all pages. */
  total: number
  page: number
  page_size: number
  /** 0 when nothing matches. */
  total_pages: number
}

/** Why `history.list` may fail. */
export type HistoryListError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'time_zone.unknown'

/** Query of `history.calendar`. */
export interface HistoryCalendarQuery {
  /** Sessions of one state; `unfinished` finds open and abandoned ones. */
  state?: 'in_progress' | 'completed' | 'partial' | 'abandoned' | 'unfinished'
  /** First day or instant; 90 days before the end when absent. */
  start_date?: string
  /** Last day or instant, included; now when absent. */
  end_date?: string
  /** Whose days count, such as `Europe/London`; the time zone of the profile when absent. */
  timezone?: string
}

/** Answer of `history.calendar`. */
export interface HistoryCalendarAnswer {
  months: readonly {
    year: number
    month: number
    days: readonly {
      date: string
      /** The same as `date`, which an existing client reads by this name. */
      practice_date: string
      session_count: number
      total_duration_seconds: number
      completed_count: number
      completed_duration_seconds: number
    }[]
  }[]
  /** Days with at least one of these sessions. */
  total_days_practiced: number
  /** Whose days these are. */
  timezone: string
}

/** Why `history.calendar` may fail. */
export type HistoryCalendarError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'time_zone.unknown'

/** Query of `history.stats`. */
export interface HistoryStatsQuery {
  /** Whose days count, such as `Europe/London`; the time zone of the profile when absent. */
  timezone?: string
}

/** Answer of `history.stats`. */
export interface HistoryStatsAnswer {
  total_sessions: number
  total_practice_time_seconds: number
  /** Two decimals. */
  total_practice_time_hours: number
  /** Two decimals. */
  average_session_duration_minutes: number
  /** Days in a row with practice, up to today or yesterday. */
  current_streak_days: number
  best_streak_days: number
  /** Completed among all sessions, open ones included; two decimals. */
  completion_rate_percentage: number
  sessions_last_30_days: number
  days_practiced: number
  /** At most ten, most practised first. */
  most_practiced_sequences: readonly {
    sequence_id: number
    name: string
    /** The same as `name`. */
    sequence_name: string
    practice_count: number
  }[]
  favorite_styles: readonly {
    style: 'vinyasa' | 'yin' | 'restorative' | 'hatha' | 'power' | 'gentle'
    practice_count: number
  }[]
  /** At most ten, by the number of sessions whose sequence holds the pose. */
  top_poses: readonly {
    pose_id: number
    name_english: string
    practice_count: number
  }[]
  /** The last twelve weeks, this one last; weeks start on Monday. */
  weekly: readonly {
    week_start: string
    session_count: number
    total_duration_seconds: number
    days_practiced: number
  }[]
  /** The last twelve months, this one last. */
  monthly: readonly {
    year: number
    month: number
    session_count: number
    total_duration_seconds: number
    days_practiced: number
  }[]
  /** Sessions by the hour of the day in which they started, all 24 hours. */
  time_of_day: readonly {
    hour: number
    session_count: number
  }[]
  /** Whose days, weeks and hours these are. */
  timezone: string
}

/** Why `history.stats` may fail. */
export type HistoryStatsError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'time_zone.unknown'

/** The operations of `history`. */
export const history = (caller: Caller) => ({
  /**
   * List your practice sessions.
   * Changed in the version 2026-11-21 of the API.
   * Needs a signed-in person.
   */
  list: pagedMethod<{ query?: HistoryListQuery }, HistoryListAnswer, HistoryListAnswer['sessions'][number], HistoryListError>(caller, {
    id: 'history.list',
    method: 'GET',
    path: '/api/v1/history',
    items: 'sessions',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'time_zone.unknown'],
  }),

  /**
   * Read on which days you practised.
   * Counts sessions of every state unless one is asked for. A session counts on the day it started.
   *
   * Changed in the version 2026-11-21 of the API.
   * Needs a signed-in person.
   */
  calendar: method<{ query?: HistoryCalendarQuery }, HistoryCalendarAnswer, HistoryCalendarError>(caller, {
    id: 'history.calendar',
    method: 'GET',
    path: '/api/v1/calendar',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'time_zone.unknown'],
  }),

  /**
   * Read your totals, streaks and habits.
   * Everything but the completion rate counts completed sessions only. A breathing practice is a session.
   * Needs a signed-in person.
   */
  stats: method<{ query?: HistoryStatsQuery }, HistoryStatsAnswer, HistoryStatsError>(caller, {
    id: 'history.stats',
    method: 'GET',
    path: '/api/v1/stats',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'time_zone.unknown'],
  }),
})
