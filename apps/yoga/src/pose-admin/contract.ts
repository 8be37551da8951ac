import { z } from 'zod'
import { flag, idNumber } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { Pose } from '../poses/contract.ts'
import { NewPose, PosePatch } from './pose-fields-contract.ts'

const params = z.object({ pose_id: idNumber() })

const PoseForAdmins = Pose.extend({
  is_published: z.boolean().meta({ description: 'Whether the library shows it.' }),
}).meta({ id: 'PoseForAdmins' })

const SEQUENCES_UNPUBLISHED = {
  'X-Sequences-Unpublished':
    'Sequences that are no longer published, because fewer than three poses are left.',
}

const plank = {
  name_english: 'Plank Pose',
  name_sanskrit: 'Phalakasana',
  category: 'arm_balances',
  difficulty_level: 'beginner',
  description: 'The top of a push-up, held.',
  instructions: [
    'Place your hands below the shoulders.',
    'Step the feet back and hold the body in one line.',
  ],
  benefits: ['Strengthens the arms and the middle of the body'],
  target_areas: ['arms', 'core'],
  image_urls: ['/images/poses/upward-plank-pose.svg'],
}

export const createPose = endpoint({
  id: 'poses.create',
  method: 'POST',
  path: '/poses',
  summary: 'Add a pose to the library',
  description: 'Texts are plain text: markup in them is kept as it is, and is nowhere rendered as markup.',
  permission: 'pose.write',
  limit: 'user',
  body: NewPose,
  responses: { 201: PoseForAdmins },
  statements: 3,
  examples: [
    { name: 'a pose', as: 'admin', body: plank },
    {
      name: 'a pose without instructions',
      as: 'admin',
      body: { ...plank, instructions: [] },
      answers: 'request.invalid',
    },
  ],
})

export const updatePose = endpoint({
  id: 'poses.update',
  method: 'PUT',
  path: '/poses/:pose_id',
  summary: 'Change parts of a pose',
  description: 'What the body leaves out stays as it is; null empties what may be empty.',
  permission: 'pose.write',
  limit: 'user',
  ifMatch: true,
  params,
  body: PosePatch,
  responses: { 200: PoseForAdmins },
  errors: ['pose.not_found'],
  // One of them for If-Match, when it is sent.
  statements: 5,
  examples: [
    {
      name: 'a longer hold',
      as: 'admin',
      params: { pose_id: 1 },
      body: { default_duration_seconds: 90 },
    },
    {
      name: 'a pose that does not exist',
      as: 'admin',
      params: { pose_id: 9999 },
      body: { default_duration_seconds: 90 },
      answers: 'pose.not_found',
    },
  ],
})

export const publishPose = endpoint({
  id: 'poses.publish',
  method: 'PUT',
  path: '/poses/:pose_id/publication',
  summary: 'Show a pose in the library, or hide it',
  description:
    'Sequences leave out a hidden pose. Presets that it leaves with fewer than three are no longer published, and stay so when ' +
    'it is shown again.',
  permission: 'pose.write',
  limit: 'user',
  params,
  body: z.object({ is_published: flag() }),
  responses: { 200: { schema: PoseForAdmins, headers: SEQUENCES_UNPUBLISHED } },
  errors: ['pose.not_found'],
  statements: 10,
  examples: [
    { name: 'hidden', as: 'admin', params: { pose_id: 1 }, body: { is_published: false } },
    {
      name: 'a pose that does not exist',
      as: 'admin',
      params: { pose_id: 9999 },
      body: { is_published: true },
      answers: 'pose.not_found',
    },
  ],
})

export const deletePose = endpoint({
  id: 'poses.delete',
  method: 'DELETE',
  path: '/poses/:pose_id',
  summary: 'Delete a pose, from sequences too',
  description:
    'Steps of the sequences that contained it are numbered anew; sequences left with fewer than three are no longer published. ' +
    'The content history keeps the pose and what became of each preset; a deleted pose can be restored from it.',
  permission: 'pose.write',
  limit: 'user',
  params,
  responses: {
    204: {
      schema: null,
      headers: { 'X-Sequences-Changed': 'Sequences that contained the pose.', ...SEQUENCES_UNPUBLISHED },
    },
  },
  errors: ['pose.not_found'],
  statements: 12,
  examples: [
    { name: 'a pose', as: 'admin', params: { pose_id: 1 } },
    {
      name: 'a pose that does not exist',
      as: 'admin',
      params: { pose_id: 9999 },
      answers: 'pose.not_found',
    },
  ],
})
