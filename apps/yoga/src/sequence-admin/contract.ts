import { z } from 'zod'
import { flag, idNumber } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { SequenceDetail } from '../sequences/contract.ts'
import { NewSequence, SequencePatch } from './sequence-fields-contract.ts'

const params = z.object({ sequence_id: idNumber() })

export const SequenceForEditors = SequenceDetail.extend({
  is_published: z.boolean().meta({ description: 'Whether everybody sees it, when it is a preset.' }),
  warnings: z
    .array(z.object({ code: z.enum(['minutes_differ']), detail: z.string() }))
    .meta({ description: 'What to think about; the sequence is saved as it was sent.' }),
}).meta({ id: 'SequenceForEditors' })

const preset = {
  name: 'Three to begin with',
  difficulty_level: 'beginner',
  duration_minutes: 5,
  focus_area: 'relaxation',
  style: 'gentle',
  is_preset: true,
  poses: [
    { pose_id: 6, position_order: 1, duration_seconds: 120 },
    { pose_id: 2, position_order: 2, duration_seconds: 60, notes: 'Let the forehead rest.' },
    { pose_id: 5, position_order: 3, duration_seconds: 120 },
  ],
}

const unknownPoses = preset.poses.map((step) => ({ ...step, pose_id: step.pose_id + 9000 }))
const notThere = {
  name: 'a sequence that does not exist',
  as: 'admin',
  params: { sequence_id: 9999 },
} as const

export const createSequence = endpoint({
  id: 'sequence_admin.create',
  method: 'POST',
  path: '/admin/sequences',
  summary: 'Make a preset, or a custom sequence of your own',
  description: 'Texts are plain text: markup in them is kept as it is, and is nowhere rendered as markup.',
  permission: 'sequence.write',
  limit: 'user',
  body: NewSequence,
  responses: { 201: SequenceForEditors },
  errors: ['sequence.poses_not_found'],
  statements: 6,
  examples: [
    { name: 'a preset', as: 'admin', body: preset },
    {
      name: 'two poses',
      as: 'admin',
      body: { ...preset, poses: preset.poses.slice(1) },
      answers: 'request.invalid',
    },
    {
      name: 'poses that do not exist',
      as: 'admin',
      body: { ...preset, poses: unknownPoses },
      answers: 'sequence.poses_not_found',
    },
  ],
})

export const updateSequence = endpoint({
  id: 'sequence_admin.update',
  method: 'PUT',
  path: '/admin/sequences/:sequence_id',
  summary: 'Change parts of a preset, or of a custom sequence of your own',
  description:
    'What the body leaves out stays as it is; `poses` replaces all steps. Whether it is a preset cannot be changed.',
  permission: 'sequence.write',
  limit: 'user',
  ifMatch: true,
  params,
  body: SequencePatch,
  responses: { 200: SequenceForEditors },
  errors: ['sequence.not_found', 'sequence.poses_not_found'],
  // One of them for If-Match, when it is sent.
  statements: 10,
  examples: [
    {
      name: 'another name and other steps',
      as: 'admin',
      params: { sequence_id: 1 },
      body: { name: 'First Light', poses: preset.poses },
    },
    { ...notThere, body: { name: 'First Light' }, answers: 'sequence.not_found' },
    {
      name: 'poses that do not exist',
      as: 'admin',
      params: { sequence_id: 1 },
      body: { poses: unknownPoses },
      answers: 'sequence.poses_not_found',
    },
  ],
})

export const publishSequence = endpoint({
  id: 'sequence_admin.publish',
  method: 'PUT',
  path: '/admin/sequences/:sequence_id/publication',
  summary: 'Show a preset to everybody, or hide it',
  permission: 'sequence.write',
  limit: 'user',
  params,
  body: z.object({ is_published: flag() }),
  responses: { 200: SequenceForEditors },
  errors: ['sequence.not_found', 'sequence.too_few_poses'],
  statements: 7,
  examples: [
    { name: 'hidden', as: 'admin', params: { sequence_id: 1 }, body: { is_published: false } },
    { ...notThere, body: { is_published: true }, answers: 'sequence.not_found' },
    {
      name: 'a preset whose poses are hidden',
      given: 'a preset whose poses are not published',
      as: 'admin',
      params: { sequence_id: '{sequence}' },
      body: { is_published: true },
      answers: 'sequence.too_few_poses',
    },
  ],
})

export const deleteSequence = endpoint({
  id: 'sequence_admin.delete',
  method: 'DELETE',
  path: '/admin/sequences/:sequence_id',
  summary: 'Delete a preset, or a custom sequence of your own',
  description:
    'Sessions in which it was practised stay in the history, without a sequence. The content history keeps the sequence.',
  permission: 'sequence.write',
  limit: 'user',
  params,
  responses: { 204: null },
  errors: ['sequence.not_found'],
  statements: 5,
  examples: [
    { name: 'a preset', as: 'admin', params: { sequence_id: 1 } },
    { ...notThere, answers: 'sequence.not_found' },
  ],
})
