import { z } from 'zod'
import { Instant } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { GivenPassword, User } from '../accounts/user-contract.ts'

export const requestDeletion = endpoint({
  id: 'profile.delete',
  method: 'DELETE',
  path: '/profile',
  summary: 'Delete your account, 90 days from now',
  description:
    'Signs out everywhere and sends a mail that says how to keep the account. Until then it can be signed in to, but only ' +
    'to read the profile, to export what is stored, and to cancel the deletion. Then everything of it is erased, for good. ' +
    'Five wrong passwords in a row stop further tries for a while. The last administrator has to appoint another one first.',
  permission: 'signed_in',
  limit: 'credentials',
  body: z.object({ password: GivenPassword.meta({ description: 'The one you sign in with.' }) }),
  responses: {
    200: {
      schema: z.object({ message: z.string(), deletion_at: Instant }),
      headers: { 'Set-Cookie': 'Removes the session cookie.' },
    },
  },
  errors: ['account.wrong_current_password', 'account.locked', 'auth.overloaded', 'role.last_holder'],
  statements: 10,
  idempotencyKey: false,
  examples: [
    {
      name: 'with the password',
      given: 'an account with a password',
      as: 'user',
      body: { password: '{password}' },
    },
    {
      name: 'with a wrong password',
      as: 'user',
      body: { password: 'Sideward1Dog' },
      answers: 'account.wrong_current_password',
    },
    {
      name: 'after five wrong ones',
      given: 'a person who guesses',
      as: 'user',
      body: { password: 'Sideward1Dog' },
      answers: 'account.locked',
    },
    {
      name: 'the last administrator',
      given: 'an administrator with a password',
      as: 'admin',
      body: { password: '{password}' },
      answers: 'role.last_holder',
    },
  ],
})

export const cancelDeletion = endpoint({
  id: 'profile.cancel_deletion',
  method: 'POST',
  path: '/profile/deletion/cancel',
  summary: 'Keep your account after all',
  description: 'Everything is as it was before the deletion was asked for. Safe to repeat.',
  permission: 'signed_in',
  limit: 'user',
  responses: { 200: User },
  statements: 4,
  examples: [{ name: 'within the 90 days', given: 'an account about to be deleted', as: 'user' }],
})
