import { z } from 'zod'
import { idNumber, Instant, integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { PageFields, PageQuery } from '@groundwork/kit/http/page'
import { line, searchText } from '@groundwork/kit/http/text'
import { LIBRARY_CACHE_S } from '../library-cache.ts'
import { Category, CATEGORIES, Difficulty } from '../vocabulary.ts'

/** Other words for categories that clients send. */
const CATEGORY_ALIASES: Record<string, (typeof CATEGORIES)[number]> = {
  backbend: 'backbends',
  forward_bend: 'forward_bends',
  twist: 'twists',
  inversion: 'inversions',
  arm_balance: 'arm_balances',
  balance: 'balancing',
  hip_opener: 'restorative',
  hip_openers: 'restorative',
}

/** `core` is offered as a category by a client, but is a target area. */
export const CORE_CATEGORY = 'core'

const CategoryFilter = z
  .preprocess(
    (value) => (typeof value === 'string' ? (CATEGORY_ALIASES[value] ?? value) : value),
    z.enum([...CATEGORIES, CORE_CATEGORY]),
  )
  .meta({ description: 'Category, in the singular or plural; `core` finds poses that work the core.' })

export const Pose = z
  .object({
    pose_id: z.int(),
    name_english: z.string(),
    name_sanskrit: z.string().nullable(),
    name_sanskrit_iast: z
      .string()
      .nullable()
      .meta({ description: 'The Sanskrit name with diacritics (IAST).' }),
    category: Category,
    difficulty_level: Difficulty,
    description: z.string(),
    instructions: z.array(z.string()),
    entry_instructions: z.array(z.string()),
    exit_instructions: z.array(z.string()),
    holding_cues: z.string().nullable(),
    breathing_pattern: z.string().nullable(),
    has_side_variation: z.boolean(),
    default_duration_seconds: z.int(),
    benefits: z.string().nullable().meta({ description: 'One line each, starting with a bullet.' }),
    benefits_list: z.array(z.string()),
    contraindications: z.string().nullable().meta({ description: 'One line each, starting with a bullet.' }),
    contraindications_list: z.array(z.string()),
    modifications: z.array(z.string()),
    props: z.array(z.string()),
    target_areas: z.array(z.string()),
    image_urls: z.array(z.string()),
    audio_url: z.string().nullable(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'Pose' })

/** A pose on its own page: with presets to practise it in. */
export const PoseDetail = Pose.extend({
  sequences: z
    .array(
      z.object({
        sequence_id: z.int(),
        name: z.string(),
        difficulty_level: Difficulty,
        duration_minutes: z.int(),
      }),
    )
    .meta({ description: 'Up to three preset sequences that contain the pose.' }),
}).meta({ id: 'PoseDetail' })

const poseParams = z.object({ pose_id: idNumber() })

export const listPoses = endpoint({
  id: 'poses.list',
  method: 'GET',
  path: '/poses',
  summary: 'List poses, with filters that combine',
  permission: 'public',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  query: PageQuery.extend({
    offset: integer(z.int().min(0).max(1_000_000))
      .optional()
      .meta({ description: 'Poses to skip; replaces `page`.' }),
    limit: integer(z.int().min(1).max(100))
      .optional()
      .meta({ description: 'Poses to return; replaces `page_size`.' }),
    search: searchText().meta({
      description: 'Part of the English or Sanskrit name; case and accents do not matter.',
    }),
    category: CategoryFilter.optional(),
    difficulty: Difficulty.optional(),
    target_area: line()
      .toLowerCase()
      .min(1)
      .max(50)
      .optional()
      .meta({ description: 'One area of the body, such as `hamstrings`.' }),
    sort: z
      .enum(['name', 'easiest', 'hardest'])
      .default('name')
      .meta({ description: 'By name, or by level and name.' }),
  }),
  responses: {
    200: {
      schema: z.object({ poses: z.array(Pose), ...PageFields }),
      headers: { 'X-Total-Count': 'Poses that match, on all pages.' },
    },
  },
  statements: 1,
  examples: [
    { name: 'two poses of a page', query: { page_size: 2 } },
    {
      name: 'backbends for beginners',
      query: { category: 'backbend', difficulty: 'beginner', page_size: 1 },
    },
    { name: 'an unknown difficulty', query: { difficulty: 'expert' }, answers: 'request.invalid' },
  ],
})

export const getPose = endpoint({
  id: 'poses.get',
  method: 'GET',
  path: '/poses/:pose_id',
  summary: 'Read one pose, with presets that contain it',
  permission: 'public',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  params: poseParams,
  responses: { 200: PoseDetail },
  errors: ['pose.not_found'],
  statements: 1,
  examples: [
    { name: 'Mountain Pose', params: { pose_id: 1 } },
    { name: 'a pose that does not exist', params: { pose_id: 9999 }, answers: 'pose.not_found' },
  ],
})

export const getRelatedPoses = endpoint({
  id: 'poses.related',
  method: 'GET',
  path: '/poses/:pose_id/related',
  summary: 'Where to go from a pose',
  permission: 'public',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  params: poseParams,
  responses: {
    200: z.object({
      similar: z
        .array(Pose)
        .meta({ description: 'Up to two poses of the category, at most one level apart, by name.' }),
      progressions: z
        .array(Pose)
        .meta({ description: 'Up to two harder poses, easiest first; for advanced poses, others as hard.' }),
    }),
  },
  errors: ['pose.not_found'],
  statements: 1,
  examples: [
    { name: 'Tree Pose', params: { pose_id: 10 } },
    { name: 'a pose that does not exist', params: { pose_id: 9999 }, answers: 'pose.not_found' },
  ],
})
