import { z } from 'zod'
import { idNumber, Instant, integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'

const GoalKind = z.enum(['sessions_per_week', 'minutes_per_week', 'minutes_per_month'])

const target = integer(z.int().min(1).max(44_640)).meta({
  description: 'At most 100 sessions or 10080 minutes a week, or 44640 minutes a month.',
})
const Day = z.iso.date().meta({ examples: ['2026-03-02'] })
const Period = z.object({
  period_start: Day.meta({ description: 'First day: of a week, a Monday.' }),
  period_end: Day.meta({ description: 'Last day.' }),
  value: z.int().meta({ description: 'Completed sessions, or whole minutes of them.' }),
})

export const Goal = z
  .object({
    goal_id: z.int(),
    kind: GoalKind,
    target: z.int(),
    created_at: Instant,
    updated_at: Instant,
    progress: Period.extend({
      percentage: z.int().min(0).max(100).meta({ description: 'Whole percent of the target, 100 at most.' }),
      met: z.boolean(),
    }).meta({ description: 'The week or month that is running where the person lives.' }),
    history: z
      .array(
        Period.extend({
          met: z.boolean().nullable().meta({
            description:
              'Whether the value reaches the target of today; null when the period ended before the goal was set.',
          }),
        }),
      )
      .meta({ description: 'The twelve periods before, oldest first.' }),
  })
  .meta({ id: 'Goal' })

export const listGoals = endpoint({
  id: 'goals.list',
  method: 'GET',
  path: '/goals',
  summary: 'List your goals and how far you are',
  description: 'One goal of each kind at most, so there are no pages.',
  permission: 'signed_in',
  scope: 'practice.read',
  limit: 'user',
  responses: {
    200: z.object({
      goals: z.array(Goal),
      timezone: z.string().meta({ description: 'Whose weeks and months these are: that of the profile.' }),
    }),
  },
  errors: ['time_zone.unknown'],
  statements: 1,
  examples: [
    { name: 'a goal that is half reached', given: 'a goal and a completed session', as: 'user' },
    {
      name: 'a zone that the database does not know',
      given: 'a profile with an unknown time zone',
      as: 'user',
      answers: 'time_zone.unknown',
    },
  ],
})

export const setGoal = endpoint({
  id: 'goals.set',
  method: 'POST',
  path: '/goals',
  summary: 'Set a goal',
  permission: 'signed_in',
  scope: 'practice.write',
  limit: 'user',
  body: z.object({ kind: GoalKind, target }),
  responses: { 201: Goal },
  errors: ['goal.kind_taken', 'goal.out_of_reach', 'time_zone.unknown'],
  statements: 2,
  examples: [
    { name: 'three sessions a week', as: 'user', body: { kind: 'sessions_per_week', target: 3 } },
    {
      name: 'a second goal of a kind',
      given: 'a goal and a completed session',
      as: 'user',
      body: { kind: 'sessions_per_week', target: 5 },
      answers: 'goal.kind_taken',
    },
    {
      name: 'more minutes than a week has',
      as: 'user',
      body: { kind: 'minutes_per_week', target: 10_081 },
      answers: 'goal.out_of_reach',
    },
    {
      name: 'a zone that the database does not know',
      given: 'a profile with an unknown time zone',
      as: 'user',
      body: { kind: 'sessions_per_week', target: 3 },
      answers: 'time_zone.unknown',
    },
  ],
})

export const changeGoal = endpoint({
  id: 'goals.change',
  method: 'PUT',
  path: '/goals/:goal_id',
  summary: 'Change the target of a goal',
  permission: 'signed_in',
  scope: 'practice.write',
  limit: 'user',
  params: z.object({ goal_id: idNumber() }),
  body: z.object({ target }),
  responses: { 200: Goal },
  errors: ['goal.not_found', 'goal.out_of_reach', 'time_zone.unknown'],
  statements: 2,
  examples: [
    {
      name: 'a higher target',
      given: 'a goal and a completed session',
      as: 'user',
      params: { goal_id: '{goal}' },
      body: { target: 4 },
    },
    {
      name: 'more sessions than a week has',
      given: 'a goal and a completed session',
      as: 'user',
      params: { goal_id: '{goal}' },
      body: { target: 101 },
      answers: 'goal.out_of_reach',
    },
    {
      name: 'a goal of somebody else',
      given: 'a goal and a completed session',
      as: 'other',
      params: { goal_id: '{goal}' },
      body: { target: 4 },
      answers: 'goal.not_found',
    },
    {
      name: 'a zone that the database does not know',
      given: 'a goal and a profile with an unknown time zone',
      as: 'user',
      params: { goal_id: '{goal}' },
      body: { target: 4 },
      answers: 'time_zone.unknown',
    },
  ],
})

export const deleteGoal = endpoint({
  id: 'goals.delete',
  method: 'DELETE',
  path: '/goals/:goal_id',
  summary: 'Give up a goal',
  permission: 'signed_in',
  scope: 'practice.write',
  limit: 'user',
  params: z.object({ goal_id: idNumber() }),
  responses: { 204: null },
  errors: ['goal.not_found'],
  statements: 1,
  examples: [
    {
      name: 'your goal',
      given: 'a goal and a completed session',
      as: 'user',
      params: { goal_id: '{goal}' },
    },
    {
      name: 'a goal of somebody else',
      given: 'a goal and a completed session',
      as: 'other',
      params: { goal_id: '{goal}' },
      answers: 'goal.not_found',
    },
  ],
})
