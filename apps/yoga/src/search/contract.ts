import { z } from 'zod'
import { integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { PageFields, PageQuery } from '@groundwork/kit/http/page'
import { line } from '@groundwork/kit/http/text'
import { LIBRARY_CACHE_S } from '../library-cache.ts'
import { Difficulty } from '../vocabulary.ts'

const Kind = z.enum(['pose', 'sequence'])

const question = line()
  .min(1)
  .max(100)
  .transform((value) => value.normalize('NFKC'))

export const searchLibrary = endpoint({
  id: 'search.library',
  method: 'GET',
  path: '/search',
  summary: 'Search poses and sequences',
  description:
    'Forgives typing errors and knows the spellings of Sanskrit names: `vrikshasana` finds Vṛkṣāsana. ' +
    'Looks through names, categories, areas of the body, themes and descriptions of poses, presets, and the custom ' +
    'sequences of the person asking. Answers the best few hundred matches.',
  permission: 'optional',
  scope: 'library.read',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  query: PageQuery.extend({
    q: question.meta({ description: 'What to look for.' }),
    type: Kind.optional().meta({ description: 'Only poses, or only sequences.' }),
  }),
  responses: {
    200: {
      schema: z.object({
        results: z.array(
          z.object({
            type: Kind,
            id: z.int().meta({ description: 'The `pose_id` or `sequence_id`.' }),
            name: z.string(),
            name_sanskrit: z.string().nullable(),
            difficulty_level: Difficulty,
            preview: z.string().meta({ description: 'The part of the description that matches best.' }),
            score: z.number().min(0).max(1).meta({ description: '1 is the best match there can be.' }),
          }),
        ),
        ...PageFields,
      }),
      headers: { 'X-Total-Count': 'Matches, on all pages.' },
    },
  },
  statements: 1,
  examples: [
    { name: 'a typing error', query: { q: 'worrior', page_size: 3 } },
    { name: 'Sanskrit as it sounds', query: { q: 'vrikshasana', type: 'pose', page_size: 1 } },
    { name: 'nothing to look for', query: { q: ' ' }, answers: 'request.invalid' },
  ],
})

export const suggestNames = endpoint({
  id: 'search.suggest',
  method: 'GET',
  path: '/search/suggestions',
  summary: 'Complete what is being typed',
  permission: 'optional',
  scope: 'library.read',
  limit: 'public',
  cache: LIBRARY_CACHE_S,
  query: z.object({
    q: question.meta({ description: 'What has been typed so far.' }),
    limit: integer(z.int().min(1).max(20)).default(8),
  }),
  responses: {
    200: z.object({
      suggestions: z.array(
        z.object({
          text: z.string().meta({ description: 'What to complete to: the name that was begun.' }),
          type: Kind,
          id: z.int().meta({ description: 'The `pose_id` or `sequence_id`.' }),
          name: z.string().meta({ description: 'The English name, when the Sanskrit one was begun.' }),
        }),
      ),
    }),
  },
  statements: 1,
  examples: [
    { name: 'the beginning of a name', query: { q: 'war', limit: 3 } },
    { name: 'the beginning of a Sanskrit name', query: { q: 'vrik', limit: 1 } },
    { name: 'too many', query: { q: 'war', limit: 21 }, answers: 'request.invalid' },
  ],
})
