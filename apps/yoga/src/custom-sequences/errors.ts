import { defineErrors } from '@groundwork/kit/errors/define-errors'
import { MAX_MINUTES, MAX_PER_PERSON, MIN_STEPS } from './contract.ts'

export const customSequenceErrors = defineErrors({
  'custom_sequence.too_many': {
    status: 409,
    title: 'Too many custom sequences',
    detail: `You have ${MAX_PER_PERSON} custom sequences, which is the most a person can have.`,
    advice: 'Delete one that you no longer practise.',
  },
  'custom_sequence.too_long': {
    status: 422,
    title: 'Custom sequence too long',
    detail: ({ minutes }: { minutes: number }) =>
      `The steps take ${minutes} minutes; a sequence lasts ${MAX_MINUTES} minutes at most.`,
    advice: 'Hold poses for a shorter time, or make two sequences of it.',
  },
  'custom_sequence.too_few_steps': {
    status: 409,
    title: 'Too few poses left',
    detail: `Fewer than ${MIN_STEPS} poses of this sequence can still be practised.`,
    advice: 'Copy another sequence, or make one of poses that are in the library.',
  },
})

export const { fail } = customSequenceErrors
