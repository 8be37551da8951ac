import { z } from 'zod'
import { Instant } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { PageFields, PageQuery } from '@groundwork/kit/http/page'
import { Moment } from '../time/moment.ts'
import { TimeZone } from '../time/time-zone.ts'
import { CompletionStatus, Difficulty, FocusArea, PracticeKind, Style } from '../vocabulary.ts'

const SORTS = ['newest', 'oldest', 'longest', 'shortest'] as const

const timezone = TimeZone.optional().meta({
  description: 'Whose days count, such as `Europe/London`; the time zone of the profile when absent.',
})
const STATES = ['in_progress', ...CompletionStatus.options] as const

const state = z
  .enum([...STATES, 'unfinished'])
  .optional()
  .meta({ description: 'Sessions of one state; `unfinished` finds open and abandoned ones.' })
const startDate = Moment.optional().meta({
  description:
    'Sessions that started then or later: a date, or a date and time (in UTC when it has no offset).',
})
const endDate = Moment.optional().meta({
  description: 'Sessions that started then or earlier; a date includes that whole day.',
})
const Day = z.iso.date().meta({ examples: ['2026-03-01'] })

export const HistorySession = z
  .object({
    session_id: z.int(),
    user_id: z.int(),
    sequence_id: z.int().nullable(),
    started_at: Instant,
    completed_at: Instant.nullable(),
    duration_seconds: z.int(),
    state: z.enum(STATES),
    poses_completed: z.int().nullable(),
    total_poses: z.int().nullable(),
    sequence_name: z.string().nullable().meta({
      description: 'Null for free practice, or when the sequence was deleted; so are the two below.',
    }),
    sequence_difficulty: Difficulty.nullable(),
    sequence_focus_area: FocusArea.nullable(),
    kind: PracticeKind,
    breathing_exercise: z
      .string()
      .nullable()
      .meta({ description: 'Slug of the exercise that was practised; null for practice of poses.' }),
    breathing_exercise_name: z.string().nullable(),
  })
  .meta({ id: 'HistorySession' })

export const listHistory = endpoint({
  id: 'history.list',
  method: 'GET',
  path: '/history',
  summary: 'List your practice sessions',
  permission: 'signed_in',
  scope: 'practice.read',
  limit: 'user',
  query: PageQuery.extend({
    state,
    kind: PracticeKind.optional().meta({ description: 'Practice of poses, or breathing.' }),
    start_date: startDate,
    end_date: endDate,
    sort: z.enum(SORTS).default('newest'),
    timezone,
  }),
  responses: { 200: z.object({ sessions: z.array(HistorySession), ...PageFields }) },
  errors: ['time_zone.unknown'],
  statements: 1,
  examples: [
    { name: 'what is not finished', given: 'an open session', as: 'user', query: { state: 'unfinished' } },
    { name: 'the last sessions', given: 'a completed session', as: 'user', query: { page_size: 5 } },
    {
      name: 'one day in New York',
      given: 'a completed session',
      as: 'user',
      query: { start_date: '2026-03-02', end_date: '2026-03-02', timezone: 'America/New_York' },
    },
    {
      name: 'a date that is none',
      as: 'user',
      query: { start_date: 'yesterday' },
      answers: 'request.invalid',
    },
    {
      name: 'a zone that the database does not know',
      given: 'a profile with an unknown time zone',
      as: 'user',
      query: { start_date: '2026-03-02' },
      answers: 'time_zone.unknown',
    },
  ],
})

const CalendarDay = z.object({
  date: Day,
  practice_date: Day.meta({
    description: 'The same as `date`, which an existing client reads by this name.',
  }),
  session_count: z.int(),
  total_duration_seconds: z.int(),
  completed_count: z.int(),
  completed_duration_seconds: z.int(),
})

export const readCalendar = endpoint({
  id: 'history.calendar',
  method: 'GET',
  path: '/calendar',
  summary: 'Read on which days you practised',
  description:
    'Counts sessions of every state unless one is asked for. A session counts on the day it started.',
  permission: 'signed_in',
  scope: 'practice.read',
  limit: 'user',
  query: z.object({
    state,
    start_date: startDate.meta({ description: 'First day or instant; 90 days before the end when absent.' }),
    end_date: endDate.meta({ description: 'Last day or instant, included; now when absent.' }),
    timezone,
  }),
  responses: {
    200: z.object({
      months: z.array(z.object({ year: z.int(), month: z.int().min(1).max(12), days: z.array(CalendarDay) })),
      total_days_practiced: z.int().meta({ description: 'Days with at least one of these sessions.' }),
      timezone: z.string().meta({ description: 'Whose days these are.' }),
    }),
  },
  errors: ['time_zone.unknown'],
  statements: 1,
  examples: [
    { name: 'the last 90 days', given: 'a completed session', as: 'user' },
    {
      name: 'a month in Kathmandu, completed sessions only',
      given: 'a completed session',
      as: 'user',
      query: {
        start_date: '2026-03-01',
        end_date: '2026-03-31',
        state: 'completed',
        timezone: 'Asia/Kathmandu',
      },
    },
    {
      name: 'a zone that does not exist',
      as: 'user',
      query: { timezone: 'Mars/Base' },
      answers: 'request.invalid',
    },
    {
      name: 'a zone that the database does not know',
      given: 'a profile with an unknown time zone',
      as: 'user',
      answers: 'time_zone.unknown',
    },
  ],
})

const Amount = {
  session_count: z.int(),
  total_duration_seconds: z.int(),
  days_practiced: z.int(),
}

export const readStats = endpoint({
  id: 'history.stats',
  method: 'GET',
  path: '/stats',
  summary: 'Read your totals, streaks and habits',
  description:
    'Everything but the completion rate counts completed sessions only. A breathing practice is a session.',
  permission: 'signed_in',
  scope: 'practice.read',
  limit: 'user',
  query: z.object({ timezone }),
  responses: {
    200: z.object({
      total_sessions: z.int(),
      total_practice_time_seconds: z.int(),
      total_practice_time_hours: z.number().meta({ description: 'Two decimals.' }),
      average_session_duration_minutes: z.number().meta({ description: 'Two decimals.' }),
      current_streak_days: z
        .int()
        .meta({ description: 'Days in a row with practice, up to today or yesterday.' }),
      best_streak_days: z.int(),
      completion_rate_percentage: z
        .number()
        .meta({ description: 'Completed among all sessions, open ones included; two decimals.' }),
      sessions_last_30_days: z.int(),
      days_practiced: z.int(),
      most_practiced_sequences: z
        .array(
          z.object({
            sequence_id: z.int(),
            name: z.string(),
            sequence_name: z.string().meta({ description: 'The same as `name`.' }),
            practice_count: z.int(),
          }),
        )
        .meta({ description: 'At most ten, most practised first.' }),
      favorite_styles: z.array(z.object({ style: Style, practice_count: z.int() })),
      top_poses: z
        .array(z.object({ pose_id: z.int(), name_english: z.string(), practice_count: z.int() }))
        .meta({ description: 'At most ten, by the number of sessions whose sequence holds the pose.' }),
      weekly: z
        .array(z.object({ week_start: Day, ...Amount }))
        .meta({ description: 'The last twelve weeks, this one last; weeks start on Monday.' }),
      monthly: z
        .array(z.object({ year: z.int(), month: z.int(), ...Amount }))
        .meta({ description: 'The last twelve months, this one last.' }),
      time_of_day: z
        .array(z.object({ hour: z.int().min(0).max(23), session_count: z.int() }))
        .meta({ description: 'Sessions by the hour of the day in which they started, all 24 hours.' }),
      timezone: z.string().meta({ description: 'Whose days, weeks and hours these are.' }),
    }),
  },
  errors: ['time_zone.unknown'],
  statements: 1,
  examples: [
    { name: 'somebody who practises', given: 'a completed session', as: 'user' },
    { name: 'somebody who has just begun', as: 'user', query: { timezone: 'Pacific/Apia' } },
    {
      name: 'a zone that does not exist',
      as: 'user',
      query: { timezone: 'Mars/Base' },
      answers: 'request.invalid',
    },
    {
      name: 'a zone that the database does not know',
      given: 'a profile with an unknown time zone',
      as: 'user',
      answers: 'time_zone.unknown',
    },
  ],
})
