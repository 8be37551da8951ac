import { z } from 'zod'
import { Instant } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'

/** How long a code can be joined, in seconds. */
export const CODE_LIFE_S = 600

const PairedAt = z.iso.datetime({ precision: 0 }).meta({
  description: 'Without milliseconds: the phone application cannot read them.',
  examples: ['2026-03-01T07:30:00Z'],
})

/** Whatever was sent as a code: one that is none is refused in words of its own. */
const anyCode = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' && /^\d{6}$/.test(value) ? value : undefined))
  .meta({ type: 'string', pattern: '^[0-9]{6}$' })

export const createCode = endpoint({
  id: 'pairing.create',
  method: 'POST',
  path: '/pairing/create',
  summary: 'Get a code for a partner to join with',
  description: 'It takes the place of an earlier one. Whoever is paired gets a `paired` frame instead.',
  permission: 'signed_in',
  limit: 'create',
  cache: 'never',
  responses: {
    200: z.object({
      pairingCode: z.string(),
      expiresIn: z.int().meta({ description: 'Seconds.' }),
      expiresAt: Instant,
    }),
  },
  errors: ['pairing.already_paired'],
  statements: 12,
  examples: [
    { name: 'a code', as: 'user' },
    { name: 'somebody who is paired', given: 'a pair', as: 'user', answers: 'pairing.already_paired' },
  ],
})

export const join = endpoint({
  id: 'pairing.join',
  method: 'POST',
  path: '/pairing/join',
  summary: 'Become the partner of whoever made a code',
  description:
    'A code is good for one pair. Joining again with the same code is answered as the first time. Ten wrong codes within ten minutes shut a person out for as long, thirty an address.',
  permission: 'signed_in',
  limit: 'join',
  body: z.object({ pairingCode: anyCode }).default({ pairingCode: undefined }),
  responses: { 200: z.object({ message: z.string(), partnerId: z.uuid(), pairedAt: PairedAt }) },
  errors: [
    'pairing.invalid_pairing_code',
    'pairing.too_many_attempts',
    'pairing.code_not_found',
    'pairing.self_pairing_denied',
    'pairing.already_paired',
  ],
  statements: 14,
  examples: [
    { name: 'a code of a partner', given: 'a code', as: 'other', body: { pairingCode: '{code}' } },
    {
      name: 'not a code',
      as: 'other',
      body: { pairingCode: '12345' },
      answers: 'pairing.invalid_pairing_code',
    },
    {
      name: 'a wrong code',
      as: 'other',
      body: { pairingCode: '000000' },
      answers: 'pairing.code_not_found',
    },
    {
      name: 'the own code',
      given: 'a code',
      as: 'user',
      body: { pairingCode: '{code}' },
      answers: 'pairing.self_pairing_denied',
    },
    {
      name: 'somebody who is paired',
      given: 'a pair and a code of somebody else',
      as: 'user',
      body: { pairingCode: '{code}' },
      answers: 'pairing.already_paired',
    },
    {
      name: 'too many wrong codes',
      given: 'ten wrong codes',
      as: 'other',
      body: { pairingCode: '000000' },
      answers: 'pairing.too_many_attempts',
    },
  ],
})

export const readPairing = endpoint({
  id: 'pairing.status',
  method: 'GET',
  path: '/pairing/status',
  summary: 'Whether you are paired, and with whom',
  permission: 'signed_in',
  limit: 'user',
  responses: {
    200: z.object({ paired: z.boolean(), partnerId: z.uuid().nullable(), pairedAt: PairedAt.nullable() }),
  },
  statements: 1,
  examples: [
    { name: 'paired', given: 'a pair', as: 'user' },
    { name: 'alone', as: 'user' },
  ],
})

export const unpair = endpoint({
  id: 'pairing.unpair',
  method: 'DELETE',
  path: '/pairing/unpair',
  summary: 'Come apart',
  description: 'For both. Safe to repeat.',
  permission: 'signed_in',
  limit: 'user',
  responses: { 200: z.object({ message: z.string() }) },
  statements: 6,
  examples: [
    { name: 'a pair', given: 'a pair', as: 'user' },
    { name: 'alone', as: 'user' },
  ],
})
