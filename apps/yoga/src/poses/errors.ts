import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const poseErrors = defineErrors({
  'pose.not_found': {
    status: 404,
    title: 'Pose not found',
    detail: ({ id }: { id: number }) => `Pose with ID ${id} not found`,
    advice: 'List the poses to see which exist.',
  },
})

export const { fail } = poseErrors
