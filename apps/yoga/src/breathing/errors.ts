import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const breathingErrors = defineErrors({
  'breathing.not_found': {
    status: 404,
    title: 'Breathing exercise not found',
    detail: ({ slug }: { slug: string }) => `Breathing exercise "${slug}" not found`,
    advice: 'List the breathing exercises to see which exist.',
  },
  'breathing.duration_out_of_bounds': {
    status: 422,
    title: 'Breathing practice too short or too long',
    detail: ({ min, max }: { min: number; max: number }) =>
      `This exercise is practised for ${min} to ${max} minutes: send ${min * 60} to ${max * 60} seconds.`,
    advice: 'Send the time that was practised, within the bounds of the exercise.',
  },
})

export const { fail } = breathingErrors
