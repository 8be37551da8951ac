import { z } from 'zod'
import { idNumber, Instant } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { PageFields, PageQuery } from '@groundwork/kit/http/page'
import { searchText } from '@groundwork/kit/http/text'
import { Sequence } from '../sequences/contract.ts'

const Favorite = z.object({ sequence_id: z.int(), favorited_at: Instant }).meta({ id: 'Favorite' })
const sequenceParams = z.object({ sequence_id: idNumber() })

const added = {
  200: { schema: Favorite, description: 'It was a favourite already.' },
  201: { schema: Favorite, description: 'It is a favourite now.' },
} as const

export const listFavorites = endpoint({
  id: 'favorites.list',
  method: 'GET',
  path: '/favorites',
  summary: 'List your favourite sequences',
  permission: 'signed_in',
  scope: 'library.read',
  limit: 'user',
  query: PageQuery.extend({
    search: searchText().meta({ description: 'Part of the name; case and accents do not matter.' }),
    sort: z
      .enum(['newest', 'name'])
      .default('newest')
      .meta({ description: 'Those added last first, or by name.' }),
  }),
  responses: {
    200: {
      schema: z.object({
        sequences: z.array(Sequence.extend({ favorited_at: Instant })),
        ...PageFields,
      }),
      headers: { 'X-Total-Count': 'Favourites that match, on all pages.' },
    },
  },
  statements: 1,
  examples: [
    { name: 'the newest', given: 'a favourite', as: 'user' },
    { name: 'none yet', as: 'other', query: { sort: 'name' } },
    { name: 'signed out', as: 'guest', answers: 'auth.required' },
  ],
})

export const putFavorite = endpoint({
  id: 'favorites.put',
  method: 'PUT',
  path: '/favorites/:sequence_id',
  summary: 'Make a sequence a favourite',
  description: 'Safe to repeat: a favourite stays as it is.',
  permission: 'signed_in',
  scope: 'library.write',
  limit: 'user',
  params: sequenceParams,
  responses: added,
  errors: ['sequence.not_found'],
  statements: 1,
  examples: [
    { name: 'a preset', as: 'user', params: { sequence_id: 1 }, answers: 201 },
    { name: 'a favourite already', given: 'a favourite', as: 'user', params: { sequence_id: 1 } },
    {
      name: 'a sequence that does not exist',
      as: 'user',
      params: { sequence_id: 9999 },
      answers: 'sequence.not_found',
    },
  ],
})

export const addFavorite = endpoint({
  id: 'favorites.add',
  method: 'POST',
  path: '/favorites',
  summary: 'Make a sequence a favourite, named in the body',
  description: 'Safe to repeat: a favourite stays as it is.',
  deprecated: { since: '2026-11-21', sunset: '2028-01-01', successor: 'favorites.put' },
  permission: 'signed_in',
  scope: 'library.write',
  limit: 'user',
  body: sequenceParams,
  responses: added,
  errors: ['sequence.not_found'],
  statements: 1,
  examples: [
    { name: 'a preset', as: 'user', body: { sequence_id: 2 }, answers: 201 },
    { name: 'a favourite already', given: 'a favourite', as: 'user', body: { sequence_id: 1 } },
    {
      name: 'a sequence that does not exist',
      as: 'user',
      body: { sequence_id: 9999 },
      answers: 'sequence.not_found',
    },
  ],
})

export const removeFavorite = endpoint({
  id: 'favorites.remove',
  method: 'DELETE',
  path: '/favorites/:sequence_id',
  summary: 'Make a sequence no favourite',
  description: 'Safe to repeat, and for sequences that never were favourites.',
  permission: 'signed_in',
  scope: 'library.write',
  limit: 'user',
  params: sequenceParams,
  responses: { 204: null },
  statements: 1,
  examples: [{ name: 'a preset', given: 'a favourite', as: 'user', params: { sequence_id: 1 } }],
})
