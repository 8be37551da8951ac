import { defineErrors } from '../errors/define-errors.ts'

export const roleErrors = defineErrors({
  'role.not_found': {
    status: 404,
    title: 'Role not found',
    detail: ({ role }: { role: string }) => `There is no role named ${role}.`,
    advice: 'Use one of the roles in the list of roles.',
  },
  'role.last_holder': {
    status: 409,
    title: 'Last holder of the role',
    detail: ({ role }: { role: string }) =>
      `This account is the last one with the role ${role}; nobody could give it back.`,
    advice: 'Give the role to another account first.',
  },
})

export const { fail } = roleErrors
