import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const userErrors = defineErrors({
  'user.not_found': {
    status: 404,
    title: 'User not found',
    detail: ({ id }: { id: number }) => `User ${id} not found`,
    advice: 'Use the `user_id` of an account that exists.',
  },
})

export const { fail } = userErrors
