import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const sequenceErrors = defineErrors({
  'sequence.not_found': {
    status: 404,
    title: 'Sequence not found',
    detail: ({ id }: { id: number }) => `Sequence with ID ${id} not found`,
    advice: 'List the sequences to see which exist. Custom sequences are seen by their owner only.',
  },
  'sequence.poses_not_found': {
    status: 404,
    title: 'Poses not found',
    detail: ({ ids }: { ids: string }) => `Poses with these IDs not found: ${ids}`,
    advice: 'List the poses to see which exist, and use their ids in the steps.',
  },
})

export const { fail } = sequenceErrors
