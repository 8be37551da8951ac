import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const sequenceErrors = defineErrors({
  'sequence.not_found': {
    status: 404,
    title: 'Sequence not found',
    detail: ({ id }: { id: number }) => `Sequence with ID ${id} not found`,
    advice: 'List the sequences to see which exist. Custom sequences are seen by their owner only.',
  },
})

export const { fail } = sequenceErrors
