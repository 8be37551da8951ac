import { z } from 'zod'
import { Instant, integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'

export const Intensity = z.enum(['light', 'medium', 'strong'])
export const Pattern = z.enum(['single', 'double', 'triple', 'heartbeat'])

/** Whether a tap was felt: `accepted` and `sent` (to a connection that has not confirmed it) are on their way, the others final. `failed`: no device was left that would take its push. */
export const State = z.enum(['accepted', 'sent', 'confirmed', 'push_accepted', 'expired', 'failed'])

/** A field whose faults are told in words of its own, and only to somebody who is paired. */
const told = (shown: Record<string, unknown>) => z.unknown().optional().meta(shown)

const Tap = z
  .object({
    fromUserId: z.uuid(),
    toUserId: z.uuid(),
    intensity: Intensity,
    pattern: Pattern,
    timestamp: Instant.meta({ description: 'When it was tapped, which may be before it arrived.' }),
    id: z.string(),
    status: State,
  })
  .meta({ id: 'Tap' })

export const sendTap = endpoint({
  id: 'taps.send',
  method: 'POST',
  path: '/tap/send',
  summary: 'Tap your partner',
  description:
    'It is felt within 120 s of `tappedAt` or not at all, and stands in the history of both. A tap that is sent again with the same `clientTapId`, or the same `Idempotency-Key`, is answered as it stands and not felt twice.',
  permission: 'signed_in',
  limit: 'tap',
  body: z
    .object({
      intensity: told({ enum: Intensity.options, default: 'medium' }),
      pattern: told({ enum: Pattern.options, default: 'single' }),
      clientTapId: told({ type: 'string', minLength: 1, maxLength: 100, description: 'One for each tap.' }),
      tappedAt: told({
        type: 'string',
        format: 'date-time',
        description: 'When it was tapped, for taps that waited on a watch. Now, when absent.',
      }),
    })
    .default({}),
  responses: {
    200: z.object({
      message: z.string(),
      delivered: z.boolean().meta({ description: 'Whether it was written to a live connection already.' }),
      tapId: z.string(),
      sentAt: Instant.meta({ description: 'When it arrived here.' }),
      success: z.literal(true),
      status: State,
      seq: z.int().meta({ description: 'Its place among the live messages of the partner.' }),
    }),
  },
  errors: [
    'tap.not_paired',
    'tap.invalid_intensity',
    'tap.invalid_pattern',
    'tap.invalid_client_key',
    'tap.invalid_time',
  ],
  statements: 5,
  examples: [
    {
      name: 'a heartbeat',
      given: 'a pair',
      as: 'user',
      body: { intensity: 'strong', pattern: 'heartbeat', clientTapId: 'watch-17' },
    },
    { name: 'the usual tap', given: 'a pair', as: 'user' },
    {
      name: 'a tap that waited on a watch',
      given: 'a pair',
      as: 'user',
      body: { tappedAt: '2026-03-02T11:59:30.000Z', clientTapId: 'watch-18' },
    },
    { name: 'nobody to tap', as: 'user', answers: 'tap.not_paired' },
    {
      name: 'an unknown intensity',
      given: 'a pair',
      as: 'user',
      body: { intensity: 'brutal' },
      answers: 'tap.invalid_intensity',
    },
    {
      name: 'an unknown pattern',
      given: 'a pair',
      as: 'user',
      body: { pattern: 'waltz' },
      answers: 'tap.invalid_pattern',
    },
    {
      name: 'a key that is none',
      given: 'a pair',
      as: 'user',
      body: { clientTapId: '' },
      answers: 'tap.invalid_client_key',
    },
    {
      name: 'a tap of tomorrow',
      given: 'a pair',
      as: 'user',
      body: { tappedAt: '2999-01-01T00:00:00Z' },
      answers: 'tap.invalid_time',
    },
  ],
})

export const listTaps = endpoint({
  id: 'taps.history',
  method: 'GET',
  path: '/tap/history',
  summary: 'List the taps you sent and got, newest first',
  permission: 'signed_in',
  limit: 'user',
  query: z.object({
    limit: integer(z.int().min(1).max(100)).default(10).meta({ description: 'Taps to return.' }),
    before: z
      .uuid()
      .optional()
      .meta({ description: 'Id of a tap: older ones follow. For the next page, that of the last.' }),
  }),
  responses: {
    200: z.object({ taps: z.array(Tap), count: z.int().meta({ description: 'All taps, on all pages.' }) }),
  },
  statements: 2,
  examples: [
    { name: 'two taps', given: 'two taps', as: 'user' },
    { name: 'older ones', given: 'two taps', as: 'user', query: { limit: 1, before: '{later}' } },
  ],
})
