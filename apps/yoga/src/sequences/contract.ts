import { z } from 'zod'
import { flag, idNumber, Instant, integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { PageFields, PageQuery } from '@groundwork/kit/http/page'
import { searchText } from '@groundwork/kit/http/text'
import { LIBRARY_CACHE_S } from '../library-cache.ts'
import { Pose } from '../poses/contract.ts'
import { Difficulty, FocusArea, Style } from '../vocabulary.ts'

/** A sequence as lists show it. */
export const Sequence = z
  .object({
    sequence_id: z.int(),
    name: z.string(),
    description: z.string().nullable(),
    difficulty_level: Difficulty,
    duration_minutes: z.int(),
    focus_area: FocusArea,
    style: Style,
    theme: z.string().nullable(),
    is_preset: z.boolean().meta({ description: 'False for the custom sequences of the person asking.' }),
    image_url: z
      .string()
      .nullable()
      .meta({ description: 'Its own image, or the drawing of its hardest pose that is held longest.' }),
    pose_count: z.int().meta({ description: 'Number of steps.' }),
    total_duration_seconds: z.int().meta({ description: 'Sum of all holds.' }),
    is_favorite: z.boolean().meta({ description: 'False when nobody is signed in.' }),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Sequence' })

export const SequenceDetail = Sequence.extend({
  created_by: z.int().nullable().meta({ description: 'Null for presets.' }),
  poses: z
    .array(
      z.object({
        sequence_pose_id: z.int(),
        pose_id: z.int(),
        position_order: z.int(),
        duration_seconds: z.int(),
        side: z.enum(['left', 'right']).nullable(),
        notes: z.string().nullable(),
        pose: Pose,
      }),
    )
    .meta({ description: 'The steps, in the order in which they are practised.' }),
}).meta({ id: 'SequenceDetail' })

const minutes = () => integer(z.int().min(1).max(100_000)).optional()

export const listSequences = endpoint({
  id: 'sequences.list',
  method: 'GET',
  path: '/sequences',
  summary: 'List sequences, with filters that combine',
  description: 'Presets, and the custom sequences of the person asking.',
  permission: 'optional',
  scope: 'library.read',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  query: PageQuery.extend({
    search: searchText().meta({ description: 'Part of the name; case and accents do not matter.' }),
    difficulty: Difficulty.optional(),
    focus_area: FocusArea.optional(),
    style: Style.optional(),
    category: searchText().meta({
      description: 'Another word for `style`, whose unknown values find nothing.',
    }),
    min_duration: minutes().meta({ description: 'Minutes at least.' }),
    max_duration: minutes().meta({ description: 'Minutes at most.' }),
    duration: z
      .enum(['short', 'medium', 'long'])
      .optional()
      .meta({ description: 'Below 20, 20 to 35, above 35 minutes.' }),
    preset_only: flag()
      .optional()
      .meta({ description: '`true` for presets only, `false` for your own only.' }),
    sort: z
      .enum(['name', 'newest', 'shortest', 'longest'])
      .default('name')
      .meta({ description: 'By name, those made last first, or by minutes.' }),
  }),
  responses: {
    200: {
      schema: z.object({ sequences: z.array(Sequence), ...PageFields }),
      headers: { 'X-Total-Count': 'Sequences that match, on all pages.' },
    },
  },
  statements: 1,
  examples: [
    { name: 'two sequences of a page', query: { page_size: 2 } },
    {
      name: 'short ones for beginners',
      query: { difficulty: 'beginner', duration: 'short', page_size: 1 },
    },
    { name: 'your own', as: 'user', query: { preset_only: false } },
    { name: 'a style that does not exist', query: { style: 'ashtanga' }, answers: 'request.invalid' },
  ],
})

const count = z.int().min(1)

export const countCategories = endpoint({
  id: 'sequences.categories',
  method: 'GET',
  path: '/sequences/categories',
  summary: 'How many presets there are of each kind',
  permission: 'public',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  responses: {
    200: z.object({
      by_difficulty: z.partialRecord(Difficulty, count),
      by_focus_area: z.partialRecord(FocusArea, count),
      by_style: z.partialRecord(Style, count),
      by_duration: z
        .object({ '0-15': z.int(), '16-30': z.int(), '31-45': z.int(), '46+': z.int() })
        .meta({ description: 'By minutes.' }),
    }),
  },
  statements: 1,
  examples: [{ name: 'all presets' }],
})

export const listFocusAreas = endpoint({
  id: 'sequences.focus_areas',
  method: 'GET',
  path: '/sequences/focus-areas',
  summary: 'Focus areas that a sequence can have',
  permission: 'public',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  responses: { 200: z.object({ focus_areas: z.array(FocusArea) }) },
  statements: 0,
  examples: [{ name: 'all of them' }],
})

export const listStyles = endpoint({
  id: 'sequences.styles',
  method: 'GET',
  path: '/sequences/styles',
  summary: 'Styles that a sequence can have',
  permission: 'public',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  responses: { 200: z.object({ styles: z.array(Style) }) },
  statements: 0,
  examples: [{ name: 'all of them' }],
})

export const getSequence = endpoint({
  id: 'sequences.get',
  method: 'GET',
  path: '/sequences/:sequence_id',
  summary: 'Read one sequence with its steps and their poses',
  permission: 'optional',
  scope: 'library.read',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  params: z.object({ sequence_id: idNumber() }),
  responses: { 200: SequenceDetail },
  errors: ['sequence.not_found'],
  statements: 1,
  examples: [
    { name: 'a preset', params: { sequence_id: 1 } },
    {
      name: 'a sequence that does not exist',
      params: { sequence_id: 9999 },
      answers: 'sequence.not_found',
    },
  ],
})
