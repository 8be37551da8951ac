import { z } from 'zod'
import { API_KEY } from '@groundwork/kit/auth/api-key-text'
import { Instant, integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { line } from '@groundwork/kit/http/text'
import { scopes, type Scope } from '../permissions.ts'

const names = Object.keys(scopes) as [Scope, ...Scope[]]
const described = Object.entries(scopes).map(([scope, meaning]) => `\`${scope}\`: ${meaning}`)

const ApiKey = z
  .object({
    key_id: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    created_at: Instant,
    expires_at: Instant,
    last_used_at: Instant.nullable().meta({ description: 'To within five minutes.' }),
    revoked_at: Instant.nullable(),
    rotated_from: z.string().nullable().meta({ description: 'The key that it takes the place of.' }),
  })
  .meta({ id: 'ApiKey' })

const NewApiKey = ApiKey.extend({
  key: z.string().meta({
    description: `The key itself. It is shown here and never again. Scanners of secrets find keys by \`${API_KEY.source.slice(1, -1)}\`.`,
  }),
}).meta({ id: 'NewApiKey' })

/** Answers hold a key: they are neither written down by anybody nor kept, and their length tells nothing. */
const shownOnce = { cache: 'never', compress: false, idempotencyKey: false } as const

const params = z.object({ key_id: z.uuid() })
const unknown = { key_id: '01980000-0000-7000-8000-000000000000' }

export const listApiKeys = endpoint({
  id: 'api_keys.list',
  method: 'GET',
  path: '/profile/api-keys',
  summary: 'Your API keys, newest first',
  description: 'Those that expired or were revoked are among them until 30 days after they expire.',
  permission: 'signed_in',
  limit: 'user',
  responses: { 200: z.object({ api_keys: z.array(ApiKey) }) },
  statements: 1,
  examples: [{ name: 'your keys', given: 'an API key', as: 'user' }],
})

export const createApiKey = endpoint({
  id: 'api_keys.create',
  method: 'POST',
  path: '/profile/api-keys',
  summary: 'Make an API key',
  description:
    'A program that sends it, as `Authorization: Bearer` or `X-API-Key`, acts for you, as far as the scopes of the key and your own ' +
    'permissions both allow. You can have ten keys.',
  permission: 'signed_in',
  limit: 'user',
  body: z.object({
    name: line().min(1).max(100).meta({ description: 'What you call it, such as the program.' }),
    scopes: z
      .array(z.enum(names))
      .min(1)
      .max(names.length)
      .meta({ description: `What it may do. ${described.join('; ')}.` }),
    expires_in_days: integer(z.int().min(1).max(365)).default(90),
  }),
  responses: { 201: NewApiKey },
  errors: ['api_key.scope_not_yours', 'api_key.too_many'],
  statements: 3,
  ...shownOnce,
  examples: [
    { name: 'for a watch', as: 'user', body: { name: 'Watch', scopes: ['practice.write'] } },
    {
      name: 'for what one may not do',
      as: 'user',
      body: { name: 'Editor', scopes: ['pose.write'] },
      answers: 'api_key.scope_not_yours',
    },
    {
      name: 'an eleventh one',
      given: 'ten API keys',
      as: 'user',
      body: { name: 'Watch', scopes: ['practice.write'] },
      answers: 'api_key.too_many',
    },
  ],
})

export const rotateApiKey = endpoint({
  id: 'api_keys.rotate',
  method: 'POST',
  path: '/profile/api-keys/:key_id/rotation',
  summary: 'Replace an API key',
  description:
    'Makes a key with the name, the scopes and the length of life of this one. This one goes on working for the overlap, so that ' +
    'programs can change over.',
  permission: 'signed_in',
  limit: 'user',
  params,
  body: z
    .object({
      overlap_seconds: integer(z.int().min(0).max(604_800))
        .default(86_400)
        .meta({ description: 'How long this one still works: a week at most.' }),
    })
    .prefault({}),
  responses: { 201: NewApiKey },
  errors: ['api_key.not_found', 'api_key.too_many'],
  statements: 5,
  ...shownOnce,
  examples: [
    { name: 'with a day to change over', given: 'an API key', as: 'user', params: { key_id: '{key}' } },
    { name: 'a key that does not exist', as: 'user', params: unknown, answers: 'api_key.not_found' },
    {
      name: 'with ten keys',
      given: 'ten API keys',
      as: 'user',
      params: { key_id: '{key}' },
      answers: 'api_key.too_many',
    },
  ],
})

export const revokeApiKey = endpoint({
  id: 'api_keys.revoke',
  method: 'DELETE',
  path: '/profile/api-keys/:key_id',
  summary: 'Revoke an API key',
  description: 'It stops working at once in the process that answers, and within ten seconds in every other.',
  permission: 'signed_in',
  limit: 'user',
  params,
  responses: { 204: null },
  errors: ['api_key.not_found'],
  statements: 2,
  examples: [
    { name: 'a key of yours', given: 'an API key', as: 'user', params: { key_id: '{key}' } },
    { name: 'a key that does not exist', as: 'user', params: unknown, answers: 'api_key.not_found' },
  ],
})
