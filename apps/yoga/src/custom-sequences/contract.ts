import { z } from 'zod'
import { idNumber, integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { PageFields, PageQuery } from '@groundwork/kit/http/page'
import { line, prose, searchText } from '@groundwork/kit/http/text'
import { Sequence, SequenceDetail } from '../sequences/contract.ts'
import { Difficulty, FocusArea, Style } from '../vocabulary.ts'

export const MAX_PER_PERSON = 200
export const MIN_STEPS = 3
const MAX_STEPS = 200
/** The longest a custom sequence can be. */
export const MAX_MINUTES = 240
/** Longer ones are made, with a warning. */
export const ADVISED_MINUTES = 120

const Step = z.object({
  pose_id: idNumber(),
  duration_seconds: integer(z.int().min(10).max(600))
    .default(60)
    .meta({ description: 'How long the pose is held.' }),
  side: z.enum(['left', 'right']).nullable().default(null),
  notes: line().max(500).nullable().default(null),
  position_order: integer(z.int().min(1).max(10_000))
    .optional()
    .meta({ description: 'Order of the steps when every step has one; otherwise the order of the list.' }),
})

const Steps = z
  .array(Step)
  .min(MIN_STEPS)
  .max(MAX_STEPS)
  .refine((steps) => {
    const positions = steps.map((step) => step.position_order).filter((position) => position !== undefined)
    return positions.length === 0 || new Set(positions).size === steps.length
  }, 'give every step a position_order of its own, or none')
  .meta({ description: 'The steps, in the order in which they are practised.' })

const fields = {
  name: line().min(1).max(255),
  description: prose().max(2000).nullable(),
  difficulty_level: Difficulty,
  focus_area: FocusArea,
  style: Style,
  poses: Steps,
}

const SavedSequence = SequenceDetail.extend({
  warnings: z
    .array(z.object({ code: z.enum(['over_two_hours']), detail: z.string() }))
    .meta({ description: 'What to think about before practising it; the sequence is saved.' }),
}).meta({ id: 'SavedSequence' })

const sequenceParams = z.object({ sequence_id: idNumber() })

const simple = {
  name: 'Three for the hips',
  difficulty_level: 'beginner',
  focus_area: 'flexibility',
  style: 'gentle',
  poses: [
    { pose_id: 6, duration_seconds: 120 },
    { pose_id: 34, duration_seconds: 90, notes: 'Rock a little from side to side.' },
    { pose_id: 5, duration_seconds: 300 },
  ],
}

export const listCustomSequences = endpoint({
  id: 'custom_sequences.list',
  method: 'GET',
  path: '/sequences/custom',
  summary: 'List your custom sequences',
  permission: 'signed_in',
  scope: 'library.read',
  limit: 'user',
  query: PageQuery.extend({
    search: searchText().meta({ description: 'Part of the name; case and accents do not matter.' }),
    sort: z
      .enum(['newest', 'name', 'shortest', 'longest'])
      .default('newest')
      .meta({ description: 'Those changed last first, by name, or by minutes.' }),
  }),
  responses: {
    200: {
      schema: z.object({ sequences: z.array(Sequence), ...PageFields }),
      headers: { 'X-Total-Count': 'Sequences that match, on all pages.' },
    },
  },
  statements: 1,
  examples: [
    { name: 'by name', given: 'a custom sequence', as: 'user', query: { sort: 'name' } },
    { name: 'none yet', as: 'other' },
    { name: 'signed out', as: 'guest', answers: 'auth.required' },
  ],
})

export const createCustomSequence = endpoint({
  id: 'custom_sequences.create',
  method: 'POST',
  path: '/sequences/custom',
  summary: 'Make a sequence of your own',
  description: 'Its minutes are the holds of its steps, rounded up.',
  permission: 'signed_in',
  scope: 'library.write',
  limit: 'user',
  body: z.object({ ...fields, description: fields.description.default(null) }),
  responses: { 201: SavedSequence },
  errors: ['custom_sequence.too_many', 'custom_sequence.too_long', 'sequence.poses_not_found'],
  statements: 5,
  examples: [
    { name: 'three poses', as: 'user', body: simple },
    {
      name: 'a pose that does not exist',
      as: 'user',
      body: { ...simple, poses: [...simple.poses, { pose_id: 9999 }] },
      answers: 'sequence.poses_not_found',
    },
    {
      name: 'too few poses',
      as: 'user',
      body: { ...simple, poses: simple.poses.slice(1) },
      answers: 'request.invalid',
    },
    {
      name: 'longer than four hours',
      as: 'user',
      body: {
        ...simple,
        poses: Array.from({ length: 25 }, () => ({ pose_id: 5, duration_seconds: 600 })),
      },
      answers: 'custom_sequence.too_long',
    },
    {
      name: 'one more than a person can have',
      given: 'as many custom sequences as a person can have',
      as: 'user',
      body: simple,
      answers: 'custom_sequence.too_many',
    },
  ],
})

export const updateCustomSequence = endpoint({
  id: 'custom_sequences.update',
  method: 'PUT',
  path: '/sequences/custom/:sequence_id',
  summary: 'Change a sequence of your own',
  description: 'Fields that are absent stay as they are. `poses` replaces all steps at once.',
  permission: 'signed_in',
  scope: 'library.write',
  limit: 'user',
  params: sequenceParams,
  body: z.object(fields).partial(),
  responses: { 200: SavedSequence },
  errors: ['sequence.not_found', 'custom_sequence.too_long', 'sequence.poses_not_found'],
  statements: 5,
  examples: [
    {
      name: 'another name and other steps',
      given: 'a custom sequence',
      as: 'user',
      params: { sequence_id: '{sequence}' },
      body: { name: 'Four for the hips', poses: [{ pose_id: 28 }, ...simple.poses] },
    },
    {
      name: 'a sequence of somebody else',
      given: 'a custom sequence',
      as: 'other',
      params: { sequence_id: '{sequence}' },
      body: { name: 'Mine now' },
      answers: 'sequence.not_found',
    },
    {
      name: 'a pose that does not exist',
      given: 'a custom sequence',
      as: 'user',
      params: { sequence_id: '{sequence}' },
      body: { poses: [...simple.poses, { pose_id: 9999 }] },
      answers: 'sequence.poses_not_found',
    },
    {
      name: 'longer than four hours',
      given: 'a custom sequence',
      as: 'user',
      params: { sequence_id: '{sequence}' },
      body: { poses: Array.from({ length: 25 }, () => ({ pose_id: 5, duration_seconds: 600 })) },
      answers: 'custom_sequence.too_long',
    },
  ],
})

export const deleteCustomSequence = endpoint({
  id: 'custom_sequences.delete',
  method: 'DELETE',
  path: '/sequences/custom/:sequence_id',
  summary: 'Delete a sequence of your own',
  description: 'Sessions in which it was practised stay in the history, without a sequence.',
  permission: 'signed_in',
  scope: 'library.write',
  limit: 'user',
  params: sequenceParams,
  responses: { 204: null },
  errors: ['sequence.not_found'],
  statements: 1,
  examples: [
    {
      name: 'your own',
      given: 'a custom sequence',
      as: 'user',
      params: { sequence_id: '{sequence}' },
    },
    { name: 'a preset', as: 'user', params: { sequence_id: 1 }, answers: 'sequence.not_found' },
  ],
})

export const copySequence = endpoint({
  id: 'custom_sequences.copy',
  method: 'POST',
  path: '/sequences/:sequence_id/copies',
  summary: 'Copy a preset, or a sequence of your own, into a new one of your own',
  permission: 'signed_in',
  scope: 'library.write',
  limit: 'user',
  params: sequenceParams,
  body: z
    .object({
      name: fields.name.optional().meta({ description: 'The same name with “(copy)”, when absent.' }),
    })
    .default({}),
  responses: { 201: SavedSequence },
  errors: ['sequence.not_found', 'custom_sequence.too_many', 'custom_sequence.too_few_steps'],
  statements: 6,
  examples: [
    { name: 'a preset', as: 'user', params: { sequence_id: 1 }, body: { name: 'My mornings' } },
    {
      name: 'a sequence that does not exist',
      as: 'user',
      params: { sequence_id: 9999 },
      answers: 'sequence.not_found',
    },
    {
      name: 'one more than a person can have',
      given: 'as many custom sequences as a person can have',
      as: 'user',
      params: { sequence_id: 1 },
      answers: 'custom_sequence.too_many',
    },
    {
      name: 'a sequence whose poses are gone',
      given: 'a preset whose poses are not published',
      as: 'user',
      params: { sequence_id: '{sequence}' },
      answers: 'custom_sequence.too_few_steps',
    },
  ],
})
