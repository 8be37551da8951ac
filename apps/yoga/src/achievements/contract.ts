import { z } from 'zod'
import { Instant } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { Category } from '../vocabulary.ts'

const Achievement = z.object({
  achievement_id: z.int(),
  code: z.string().meta({ examples: ['streak-7'] }),
  name: z.string(),
  description: z.string(),
  type: z.enum(['streak', 'sessions', 'time', 'mastery']).meta({
    description:
      'What is counted: days in a row, completed sessions, minutes of them, or poses of a category practised in them.',
  }),
  threshold_value: z.int(),
  category: Category.nullable().meta({ description: 'For mastery; null otherwise.' }),
  icon: z.string().meta({ description: 'Name of the picture that a client shows.' }),
})

export const listAchievements = endpoint({
  id: 'achievements.list',
  method: 'GET',
  path: '/achievements',
  summary: 'List all achievements, and how far you are from each',
  permission: 'signed_in',
  scope: 'practice.read',
  limit: 'user',
  responses: {
    200: z.object({
      achievements: z.array(
        Achievement.extend({
          earned_at: Instant.nullable().meta({ description: 'Null until it is earned.' }),
          progress: z.object({ value: z.int(), target: z.int(), percentage: z.int().min(0).max(100) }).meta({
            description:
              'A streak counts the running one; mastery needs every pose that the category has now. What is earned stays at its target.',
          }),
        }),
      ),
      total: z.int(),
      earned_count: z.int(),
    }),
  },
  errors: ['time_zone.unknown'],
  statements: 1,
  examples: [
    { name: 'somebody who has practised once', given: 'a completed session', as: 'user' },
    {
      name: 'a zone that the database does not know',
      given: 'a profile with an unknown time zone',
      as: 'user',
      answers: 'time_zone.unknown',
    },
  ],
})

export const listEarnedAchievements = endpoint({
  id: 'achievements.list_earned',
  method: 'GET',
  path: '/achievements/earned',
  summary: 'List the achievements you have earned, latest first',
  permission: 'signed_in',
  scope: 'practice.read',
  limit: 'user',
  responses: {
    200: z.object({
      achievements: z.array(Achievement.extend({ earned_at: Instant })),
      total: z.int(),
    }),
  },
  statements: 1,
  examples: [{ name: 'the first practice', given: 'an earned achievement', as: 'user' }],
})
