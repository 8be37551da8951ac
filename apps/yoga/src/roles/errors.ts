import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const roleUserErrors = defineErrors({
  'role.user_not_found': {
    status: 404,
    title: 'User not found',
    detail: ({ user }: { user: string | number }) => `User ${user} not found`,
    advice: 'Use the `user_id` of an account that exists.',
  },
})

export const { fail } = roleUserErrors
