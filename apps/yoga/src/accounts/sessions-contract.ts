import { z } from 'zod'
import { flag, Instant } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'

const SignInSession = z
  .object({
    session_id: z.string(),
    current: z.boolean().meta({ description: 'Whether this request belongs to it.' }),
    user_agent: z.string().nullable(),
    address: z.string().nullable(),
    remembered: z.boolean(),
    created_at: Instant,
    last_seen_at: Instant.meta({ description: 'To within five minutes.' }),
    expires_at: Instant.meta({ description: 'When it ends unless it is used.' }),
  })
  .meta({ id: 'SignInSession' })

export const listSignIns = endpoint({
  id: 'accounts.list_sessions',
  method: 'GET',
  path: '/auth/sessions',
  summary: 'Where you are signed in, newest first',
  permission: 'signed_in',
  limit: 'user',
  responses: { 200: z.object({ sessions: z.array(SignInSession) }) },
  statements: 1,
  examples: [{ name: 'your sessions', as: 'user' }],
})

export const endSignIn = endpoint({
  id: 'accounts.end_session',
  method: 'DELETE',
  path: '/auth/sessions/:session_id',
  summary: 'Sign out one of your devices',
  permission: 'signed_in',
  limit: 'user',
  params: z.object({ session_id: z.uuid() }),
  responses: { 204: null },
  errors: ['account.session_not_found'],
  statements: 1,
  examples: [
    {
      name: 'a session of yours',
      given: 'another session',
      as: 'user',
      params: { session_id: '{session}' },
    },
    {
      name: 'a session that does not exist',
      as: 'user',
      params: { session_id: '01980000-0000-7000-8000-000000000000' },
      answers: 'account.session_not_found',
    },
  ],
})

export const endSignIns = endpoint({
  id: 'accounts.end_sessions',
  method: 'DELETE',
  path: '/auth/sessions',
  summary: 'Sign out everywhere',
  permission: 'signed_in',
  limit: 'user',
  query: z.object({
    keep_current: flag().default(false).meta({ description: 'Leaves the session of this request.' }),
  }),
  responses: { 200: z.object({ ended: z.int().meta({ description: 'Sessions that ended.' }) }) },
  statements: 1,
  examples: [{ name: 'everywhere else', as: 'user', query: { keep_current: true } }],
})
