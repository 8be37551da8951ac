import { z } from 'zod'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { TimeZone } from '../time/time-zone.ts'
import {
  Done,
  Email,
  ExperienceLevel,
  GivenPassword,
  NewPassword,
  PersonName,
  User,
} from './user-contract.ts'

export const readProfile = endpoint({
  id: 'profile.read',
  method: 'GET',
  path: '/profile',
  summary: 'Read your account',
  permission: 'signed_in',
  scope: 'profile.read',
  limit: 'user',
  responses: { 200: User },
  statements: 1,
  examples: [{ name: 'your account', as: 'user' }],
})

export const updateProfile = endpoint({
  id: 'profile.update',
  method: 'PUT',
  path: '/profile',
  summary: 'Change what is known of you',
  description:
    'Fields that are absent stay. Another address has to be verified anew; the former one is told. ' +
    'Sessions go on.',
  permission: 'signed_in',
  limit: 'user',
  body: z.object({
    name: PersonName.optional(),
    email: Email.optional(),
    experience_level: ExperienceLevel.optional(),
    timezone: TimeZone.optional(),
  }),
  responses: { 200: User },
  errors: ['account.email_taken'],
  statements: 5,
  examples: [
    { name: 'a name and a level', as: 'user', body: { name: 'Maya Rao', experience_level: 'intermediate' } },
    {
      name: 'the address of somebody else',
      as: 'user',
      body: { email: 'other@example.com' },
      answers: 'account.email_taken',
    },
  ],
})

export const changePassword = endpoint({
  id: 'profile.change_password',
  method: 'PUT',
  path: '/profile/password',
  summary: 'Change your password',
  description:
    'Ends your other sessions. Five wrong current passwords in a row stop further tries for a while.',
  permission: 'signed_in',
  limit: 'credentials',
  body: z.object({ current_password: GivenPassword, new_password: NewPassword }),
  responses: { 200: Done },
  errors: ['account.wrong_current_password', 'account.weak_password', 'account.locked', 'auth.overloaded'],
  statements: 7,
  idempotencyKey: false,
  examples: [
    {
      name: 'a new password',
      given: 'an account with a password',
      as: 'user',
      body: { current_password: '{password}', new_password: 'Upward1Dog' },
    },
    {
      name: 'a wrong current password',
      given: 'an account with a password',
      as: 'user',
      body: { current_password: 'Sideward1Dog', new_password: 'Upward1Dog' },
      answers: 'account.wrong_current_password',
    },
    {
      name: 'a password without a number',
      given: 'an account with a password',
      as: 'user',
      body: { current_password: '{password}', new_password: 'UpwardDog' },
      answers: 'account.weak_password',
    },
    {
      name: 'after five wrong ones',
      given: 'a person who guesses',
      as: 'user',
      body: { current_password: 'Sideward1Dog', new_password: 'Upward1Dog' },
      answers: 'account.locked',
    },
  ],
})
