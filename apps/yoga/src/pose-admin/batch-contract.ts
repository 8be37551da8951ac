import { z } from 'zod'
import { batchAnswer, batchBody } from '@groundwork/kit/http/batch'
import { flag, idNumber } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { errorFormat } from '../error-format.ts'
import { NewPose, PosePatch } from './pose-fields-contract.ts'

const pose_id = idNumber()

/** One operation of a batch. */
export const PoseOperation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('create'), pose: NewPose }),
  z.object({ op: z.literal('update'), pose_id, pose: PosePatch }),
  z.object({ op: z.literal('publish'), pose_id, is_published: flag() }),
  z.object({ op: z.literal('delete'), pose_id }),
])

const PoseBatch = batchAnswer(
  'PoseBatch',
  {
    pose_id: z.int().nullable(),
    version_id: z.int().nullable().meta({
      description:
        'The version in the content history, by which it can be undone; null when nothing changed.',
    }),
  },
  errorFormat,
)

export const changePoses = endpoint({
  id: 'poses.batch',
  method: 'POST',
  path: '/poses/batch',
  summary: 'Create, change, publish, hide and delete many poses',
  description:
    'What hiding and deleting a pose does to sequences, this does too. In `atomic` mode every operation that cannot be done is ' +
    'named in the refusal, and nothing changes; in `per_item` mode the others are done.',
  permission: 'pose.write',
  limit: 'user',
  body: batchBody('PoseOperation', PoseOperation),
  responses: {
    200: { schema: PoseBatch, description: 'All operations were done' },
    207: { schema: PoseBatch, description: 'What became of each operation, in `per_item` mode' },
  },
  // However many operations there are.
  statements: 29,
  examples: [
    {
      name: 'together',
      as: 'admin',
      body: {
        mode: 'atomic',
        operations: [
          { op: 'update', pose_id: 1, pose: { default_duration_seconds: 90 } },
          { op: 'publish', pose_id: 2, is_published: false },
          { op: 'delete', pose_id: 3 },
        ],
      },
    },
    {
      name: 'each for itself',
      as: 'admin',
      body: {
        mode: 'per_item',
        operations: [
          { op: 'update', pose_id: 1, pose: { default_duration_seconds: 90 } },
          { op: 'delete', pose_id: 9999 },
        ],
      },
      answers: 207,
    },
    {
      name: 'together, with one that cannot be done',
      as: 'admin',
      body: { mode: 'atomic', operations: [{ op: 'delete', pose_id: 9999 }] },
      answers: 'request.invalid',
    },
  ],
})
