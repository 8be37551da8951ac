import { z } from 'zod'
import { batchAnswer, batchBody } from '@groundwork/kit/http/batch'
import { flag, idNumber } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { errorFormat } from '../error-format.ts'
import { NewSequence, SequencePatch } from './sequence-fields-contract.ts'

const sequence_id = idNumber()

/** One operation of a batch. */
export const SequenceOperation = z.discriminatedUnion('op', [
  z.object({ op: z.literal('create'), sequence: NewSequence }),
  z.object({ op: z.literal('update'), sequence_id, sequence: SequencePatch }),
  z.object({ op: z.literal('publish'), sequence_id, is_published: flag() }),
  z.object({ op: z.literal('delete'), sequence_id }),
])

const SequenceBatch = batchAnswer(
  'SequenceBatch',
  {
    sequence_id: z.int().nullable(),
    version_id: z.int().nullable().meta({
      description:
        'The version in the content history, by which it can be undone; null when nothing changed.',
    }),
  },
  errorFormat,
)

export const changeSequences = endpoint({
  id: 'sequence_admin.batch',
  method: 'POST',
  path: '/admin/sequences/batch',
  summary: 'Create, change, publish, hide and delete many presets, or custom sequences of your own',
  description:
    'In `atomic` mode every operation that cannot be done is named in the refusal, and nothing changes; in `per_item` mode the ' +
    'others are done.',
  permission: 'sequence.write',
  limit: 'user',
  body: batchBody('SequenceOperation', SequenceOperation),
  responses: {
    200: { schema: SequenceBatch, description: 'All operations were done' },
    207: { schema: SequenceBatch, description: 'What became of each operation, in `per_item` mode' },
  },
  // However many operations there are.
  statements: 22,
  examples: [
    {
      name: 'together',
      as: 'admin',
      body: {
        mode: 'atomic',
        operations: [
          { op: 'update', sequence_id: 1, sequence: { name: 'First Light' } },
          { op: 'publish', sequence_id: 2, is_published: false },
          { op: 'delete', sequence_id: 3 },
        ],
      },
    },
    {
      name: 'each for itself',
      as: 'admin',
      body: {
        mode: 'per_item',
        operations: [
          { op: 'publish', sequence_id: 1, is_published: false },
          { op: 'delete', sequence_id: 9999 },
        ],
      },
      answers: 207,
    },
    {
      name: 'together, with one that cannot be done',
      as: 'admin',
      body: { mode: 'atomic', operations: [{ op: 'delete', sequence_id: 9999 }] },
      answers: 'request.invalid',
    },
  ],
})
