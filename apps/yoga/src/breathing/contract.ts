import { z } from 'zod'
import { integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { PageFields, PageQuery } from '@groundwork/kit/http/page'
import { searchText } from '@groundwork/kit/http/text'
import { LIBRARY_CACHE_S } from '../library-cache.ts'
import { PracticeSession } from '../practice-sessions/contract.ts'
import { InstantInput } from '../time/moment.ts'
import { Difficulty } from '../vocabulary.ts'

export const BreathingExercise = z
  .object({
    slug: z.string(),
    name: z.string(),
    name_sanskrit: z.string().nullable(),
    name_sanskrit_iast: z
      .string()
      .nullable()
      .meta({ description: 'The Sanskrit name with diacritics (IAST).' }),
    difficulty_level: Difficulty,
    description: z.string(),
    instructions: z.array(z.string()),
    benefits: z.array(z.string()),
    contraindications: z.array(z.string()),
    pattern: z
      .array(
        z.object({
          phase: z.enum(['inhale', 'hold', 'exhale', 'rest']),
          seconds: z.number(),
          cue: z.string(),
        }),
      )
      .meta({ description: 'One cycle, to be repeated; a guide can be animated by it.' }),
    cycle_seconds: z.number().meta({ description: 'Length of one cycle.' }),
    default_minutes: z.int(),
    min_minutes: z.int(),
    max_minutes: z.int(),
  })
  .meta({ id: 'BreathingExercise' })

const params = z.object({ slug: z.string().min(1).max(100) })

export const listBreathing = endpoint({
  id: 'breathing.list',
  method: 'GET',
  path: '/breathing',
  summary: 'List breathing exercises, easier ones first',
  permission: 'public',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  query: PageQuery.extend({
    difficulty: Difficulty.optional(),
    search: searchText().meta({
      description: 'Part of the English or Sanskrit name; case and accents do not matter.',
    }),
  }),
  responses: { 200: z.object({ exercises: z.array(BreathingExercise), ...PageFields }) },
  statements: 1,
  examples: [
    { name: 'one exercise of a page', query: { page_size: 1 } },
    { name: 'by a Sanskrit name', query: { search: 'ujjayi' } },
    { name: 'an unknown difficulty', query: { difficulty: 'expert' }, answers: 'request.invalid' },
  ],
})

export const getBreathing = endpoint({
  id: 'breathing.get',
  method: 'GET',
  path: '/breathing/:slug',
  summary: 'Read one breathing exercise',
  permission: 'public',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  params,
  responses: { 200: BreathingExercise },
  errors: ['breathing.not_found'],
  statements: 1,
  examples: [
    { name: 'box breathing', params: { slug: 'box-breathing' } },
    { name: 'an exercise that does not exist', params: { slug: 'sighing' }, answers: 'breathing.not_found' },
  ],
})

export const recordBreathing = endpoint({
  id: 'breathing.record',
  method: 'POST',
  path: '/breathing/:slug/sessions',
  summary: 'Record a breathing practice that has ended',
  description:
    'It is a completed practice session: it stands in the history as `kind: breathing`, and counts for minutes, streaks, goals and achievements.',
  permission: 'signed_in',
  scope: 'practice.write',
  limit: 'user',
  params,
  body: z.object({
    duration_seconds: integer(z.int().min(60).max(1200)).meta({
      description: 'Within the minutes of the exercise.',
    }),
    completed_at: InstantInput.nullish().meta({ description: 'Now, when absent.' }),
  }),
  responses: {
    201: PracticeSession.extend({ breathing_exercise: z.string().meta({ description: 'Its slug.' }) }),
  },
  errors: [
    'breathing.not_found',
    'breathing.duration_out_of_bounds',
    'practice_session.day_exceeded',
    'practice_session.in_the_future',
  ],
  statements: 4,
  examples: [
    {
      name: 'four minutes of box breathing',
      as: 'user',
      params: { slug: 'box-breathing' },
      body: { duration_seconds: 240 },
    },
    {
      name: 'an exercise that does not exist',
      as: 'user',
      params: { slug: 'sighing' },
      body: { duration_seconds: 240 },
      answers: 'breathing.not_found',
    },
    {
      name: 'longer than is good for anyone',
      as: 'user',
      params: { slug: 'bellows-breath' },
      body: { duration_seconds: 1200 },
      answers: 'breathing.duration_out_of_bounds',
    },
    {
      name: 'more than a day',
      given: 'a day full of practice',
      as: 'user',
      params: { slug: 'box-breathing' },
      body: { duration_seconds: 240 },
      answers: 'practice_session.day_exceeded',
    },
    {
      name: 'a practice that has not happened yet',
      as: 'user',
      params: { slug: 'box-breathing' },
      body: { duration_seconds: 240, completed_at: '2999-01-01T00:00:00Z' },
      answers: 'practice_session.in_the_future',
    },
  ],
})
