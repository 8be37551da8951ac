import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const sequenceAdminErrors = defineErrors({
  'sequence.too_few_poses': {
    status: 409,
    title: 'Too few poses to publish',
    detail:
      'Fewer than three poses of this sequence are published. Publish its poses or add steps, then publish it.',
    advice: 'Publish the hidden poses of the sequence, or give it more steps.',
  },
})

export const { fail } = sequenceAdminErrors
