import { z } from 'zod'
import { flag, idNumber, Instant, integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { searchText } from '@groundwork/kit/http/text'
import { Difficulty } from '../vocabulary.ts'

export const ManagedUser = z
  .object({
    user_id: z.int(),
    email: z.string(),
    name: z.string(),
    experience_level: Difficulty,
    email_verified: z.boolean(),
    roles: z.array(z.string()),
    is_active: z.boolean().meta({ description: 'False when the account was switched off.' }),
    created_at: Instant,
    last_login: Instant.nullable(),
    deletion_at: Instant.nullable().meta({
      description: 'When the account is deleted because its owner asked for it; null when nobody did.',
    }),
  })
  .meta({ id: 'ManagedUser' })

export const listUsers = endpoint({
  id: 'users.list',
  method: 'GET',
  path: '/admin/users',
  summary: 'Find accounts, the newest first',
  permission: 'user.read',
  limit: 'user',
  query: z.object({
    search: searchText().meta({
      description: 'Part of a name or an address, whatever its case and accents.',
    }),
    role: z
      .string()
      .max(50)
      .optional()
      .meta({ description: 'Only those with the role.', examples: ['editor'] }),
    active: flag().optional().meta({ description: 'Only those that are not switched off, or only those.' }),
    before: idNumber().optional().meta({ description: 'The `next` of the page before.' }),
    limit: integer(z.int().min(1).max(100)).default(20),
  }),
  responses: {
    200: z.object({
      users: z.array(ManagedUser),
      next: z
        .int()
        .nullable()
        .meta({ description: 'Send it as `before` for the next page; null on the last.' }),
    }),
  },
  statements: 1,
  examples: [
    { name: 'by a part of the address', as: 'admin', query: { search: 'other@', limit: 5 } },
    { name: 'the administrators', as: 'admin', query: { role: 'admin' } },
    { name: 'switched off', as: 'admin', query: { active: false } },
  ],
})

export const setActivation = endpoint({
  id: 'users.set_activation',
  method: 'PUT',
  path: '/admin/users/:user_id/activation',
  summary: 'Switch an account off or on',
  description:
    'Off: every session and every API key ends at once, links sent by mail stop working, and nobody can sign in. What the account owns ' +
    'stays. Safe to repeat. Kept in the audit log. The last administrator who can sign in is not switched off.',
  permission: 'user.activate',
  scope: false,
  limit: 'user',
  params: z.object({ user_id: idNumber() }),
  body: z.object({ active: flag() }),
  responses: { 200: ManagedUser },
  errors: ['user.not_found', 'role.last_holder'],
  statements: 9,
  examples: [
    { name: 'off', as: 'admin', params: { user_id: 2 }, body: { active: false } },
    {
      name: 'nobody',
      as: 'admin',
      params: { user_id: 9999 },
      body: { active: false },
      answers: 'user.not_found',
    },
    {
      name: 'the last administrator',
      as: 'admin',
      params: { user_id: 3 },
      body: { active: false },
      answers: 'role.last_holder',
    },
  ],
})
