import { z } from 'zod'
import { idNumber, instant, Instant, integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { CompletionStatus, PracticeKind } from '../vocabulary.ts'

/** The longest practice that is recorded as one session, in seconds. */
export const MAX_DURATION_S = 14_400

const DurationSeconds = integer(z.int().min(0).max(MAX_DURATION_S))

const SessionStatistics = z.object({
  total_sessions: z.int().meta({ description: 'Completed sessions.' }),
  total_practice_time_seconds: z.int(),
  average_duration_seconds: z.int(),
  completion_rate_percent: z
    .number()
    .meta({ description: 'Completed among all started sessions, one decimal.' }),
})

export const PracticeSession = z
  .object({
    session_id: z.int(),
    user_id: z.int(),
    sequence_id: z
      .int()
      .nullable()
      .meta({ description: 'Null for free practice, or when the sequence was deleted.' }),
    started_at: Instant,
    completed_at: Instant.nullable(),
    duration_seconds: z.int(),
    completion_status: CompletionStatus.meta({
      description: '`abandoned` while the session is open; see `state`.',
    }),
    state: z.enum(['in_progress', ...CompletionStatus.options]),
    kind: PracticeKind,
    poses_completed: z.int().nullable(),
    total_poses: z.int().nullable(),
    statistics: SessionStatistics.nullable(),
  })
  .meta({ id: 'PracticeSession' })

export const startPracticeSession = endpoint({
  id: 'practice_sessions.start',
  method: 'POST',
  path: '/sessions/start',
  summary: 'Start practising a sequence, or freely',
  description: 'A person has one open session: one that is still open is closed as abandoned.',
  permission: 'signed_in',
  scope: 'practice.write',
  limit: 'user',
  body: z.object({
    sequence_id: idNumber().nullish().meta({ description: 'Absent for free practice.' }),
  }),
  responses: { 201: PracticeSession },
  errors: ['sequence.not_found'],
  statements: 2,
  examples: [
    { name: 'a preset sequence', as: 'user', body: { sequence_id: '1' } },
    { name: 'free practice', as: 'user', body: {} },
    {
      name: 'a sequence that does not exist',
      as: 'user',
      body: { sequence_id: 9999 },
      answers: 'sequence.not_found',
    },
  ],
})

export const completePracticeSession = endpoint({
  id: 'practice_sessions.complete',
  method: 'POST',
  path: '/sessions/complete',
  summary: 'End a session with what was practised',
  description: 'Safe to repeat: a session that has ended is answered as it is.',
  permission: 'signed_in',
  scope: 'practice.write',
  limit: 'user',
  body: z.object({
    session_id: idNumber(),
    duration_seconds: DurationSeconds,
    poses_completed: integer(z.int().min(0).max(1000)).nullish(),
    completion_status: CompletionStatus.catch('completed').default('completed'),
  }),
  responses: { 200: PracticeSession },
  errors: ['practice_session.not_found', 'practice_session.not_yours', 'practice_session.day_exceeded'],
  statements: 4,
  examples: [
    {
      name: 'a session that was practised to the end',
      given: 'an open session',
      as: 'user',
      body: {
        session_id: '{session}',
        duration_seconds: 900,
        poses_completed: 12,
        completion_status: 'completed',
      },
    },
    {
      name: 'a session that does not exist',
      as: 'user',
      body: { session_id: 9999, duration_seconds: 900 },
      answers: 'practice_session.not_found',
    },
    {
      name: 'a session of somebody else',
      given: 'an open session',
      as: 'other',
      body: { session_id: '{session}', duration_seconds: 900 },
      answers: 'practice_session.not_yours',
    },
    {
      name: 'more than a day',
      given: 'a day full of practice and an open session',
      as: 'user',
      body: { session_id: '{session}', duration_seconds: 14_400 },
      answers: 'practice_session.day_exceeded',
    },
  ],
})

export const pausePracticeSession = endpoint({
  id: 'practice_sessions.pause',
  method: 'PUT',
  path: '/sessions/:session_id/pause',
  summary: 'Save how long an open session has been practised',
  permission: 'signed_in',
  scope: 'practice.write',
  limit: 'user',
  params: z.object({ session_id: idNumber() }),
  body: z.object({ duration_so_far: DurationSeconds }),
  responses: { 200: PracticeSession },
  errors: ['practice_session.not_found', 'practice_session.not_yours', 'practice_session.already_ended'],
  statements: 2,
  examples: [
    {
      name: 'five minutes in',
      given: 'an open session',
      as: 'user',
      params: { session_id: '{session}' },
      body: { duration_so_far: 300 },
    },
    {
      name: 'a session that has ended',
      given: 'a completed session',
      as: 'user',
      params: { session_id: '{session}' },
      body: { duration_so_far: 300 },
      answers: 'practice_session.already_ended',
    },
    {
      name: 'a session that does not exist',
      as: 'user',
      params: { session_id: 9999 },
      body: { duration_so_far: 300 },
      answers: 'practice_session.not_found',
    },
    {
      name: 'a session of somebody else',
      given: 'an open session',
      as: 'other',
      params: { session_id: '{session}' },
      body: { duration_so_far: 300 },
      answers: 'practice_session.not_yours',
    },
  ],
})

export const currentPracticeSession = endpoint({
  id: 'practice_sessions.current',
  method: 'GET',
  path: '/sessions/current',
  summary: 'Read the open session',
  permission: 'signed_in',
  scope: 'practice.read',
  limit: 'user',
  responses: { 200: PracticeSession },
  errors: ['practice_session.none_active'],
  statements: 1,
  examples: [
    { name: 'practising', given: 'an open session', as: 'user' },
    { name: 'not practising', as: 'user', answers: 'practice_session.none_active' },
  ],
})

export const recordPracticeSession = endpoint({
  id: 'practice_sessions.record',
  method: 'POST',
  path: '/sessions',
  summary: 'Record a practice that has already ended',
  description:
    'The summary page of an existing client sends this without a token, so the session cookie counts here.',
  permission: 'signed_in',
  scope: 'practice.write',
  limit: 'user',
  allowCookie: true,
  body: z.object({
    durationMinutes: integer(
      z
        .number()
        .min(0)
        .max(MAX_DURATION_S / 60),
    ),
    posesCompleted: integer(z.int().min(0).max(1000)).nullish(),
    caloriesBurned: integer(z.number().min(0).max(100_000))
      .nullish()
      .meta({ description: 'Accepted and not kept.' }),
    completedAt: instant().nullish().meta({ description: 'Now, when absent.' }),
  }),
  responses: { 201: z.object({ message: z.string(), session_id: z.int(), saved_at: Instant }) },
  errors: ['practice_session.day_exceeded', 'practice_session.in_the_future'],
  statements: 3,
  examples: [
    {
      name: 'half an hour',
      as: 'user',
      body: { durationMinutes: 30, posesCompleted: 12, caloriesBurned: 90 },
    },
    {
      name: 'more than a day',
      given: 'a day full of practice',
      as: 'user',
      body: { durationMinutes: 240 },
      answers: 'practice_session.day_exceeded',
    },
    {
      name: 'a practice that has not happened yet',
      as: 'user',
      body: { durationMinutes: 30, completedAt: '2999-01-01T00:00:00Z' },
      answers: 'practice_session.in_the_future',
    },
  ],
})
