import { z } from 'zod'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { line } from '@groundwork/kit/http/text'

const MAX_ENDPOINT_LENGTH = 1000

/** A point of P-256 and 16 bytes, as browsers make them: what only this browser can read is encrypted with them. */
const keys = {
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
}

export const readPushKey = endpoint({
  id: 'browsers.push_key',
  method: 'GET',
  path: '/push/key',
  summary: 'Read the key that a browser subscribes with',
  description: 'For `applicationServerKey` of `PushManager.subscribe`.',
  permission: 'signed_in',
  limit: 'user',
  responses: {
    200: z.object({
      publicKey: z
        .string()
        .nullable()
        .meta({ description: 'In base64url; null when nothing is pushed to browsers here.' }),
    }),
  },
  statements: 0,
  examples: [{ name: 'the key', as: 'user' }],
})

export const putSubscription = endpoint({
  id: 'browsers.subscribe',
  method: 'PUT',
  path: '/push/subscription',
  summary: 'Have taps pushed to this browser',
  description:
    'What `PushSubscription.toJSON()` gives. It is one of your devices from then on, and is removed like any other.',
  permission: 'signed_in',
  limit: 'user',
  body: z.object({
    endpoint: line().max(MAX_ENDPOINT_LENGTH),
    expirationTime: z.number().nullish(),
    keys: z.object({ p256dh: line().max(100), auth: line().max(30) }),
  }),
  responses: { 200: z.object({ message: z.string(), deviceId: z.uuid() }) },
  errors: ['browser.invalid_subscription'],
  statements: 1,
  examples: [
    {
      name: 'a browser',
      as: 'user',
      body: {
        endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/gAAAA',
        expirationTime: null,
        keys,
      },
    },
    {
      name: 'an endpoint in a private network',
      as: 'user',
      body: { endpoint: 'https://192.168.1.1/push', keys },
      answers: 'browser.invalid_subscription',
    },
  ],
})
