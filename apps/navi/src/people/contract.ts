import { z } from 'zod'
import { Instant } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { line } from '@groundwork/kit/http/text'

const MAX_TOKEN_LENGTH = 200

const Platform = z.enum(['ios', 'watchos', 'web'])
const Environment = z.enum(['production', 'sandbox'])

/** Simulators send an invented one: what cannot be pushed to is for the push to find out. */
const deviceToken = line().min(1).max(MAX_TOKEN_LENGTH)

const device = {
  platform: Platform.exclude(['web']).default('ios'),
  environment: Environment.default('production').meta({
    description: 'Which of the two push services of the platform made the token.',
  }),
}

/** A field that an old server took in any form: what is not right is the rule's to refuse, in its own words. */
const anyDeviceToken = z
  .unknown()
  .optional()
  .transform((value) => deviceToken.safeParse(value).data)
  .meta({ type: 'string', minLength: 1, maxLength: MAX_TOKEN_LENGTH })

const Session = z
  .object({
    userId: z.uuid(),
    token: z.string().meta({ description: 'For `Authorization: Bearer`, and for live connections.' }),
    refreshToken: z.string().meta({ description: 'Good for one refresh.' }),
    expiresAt: Instant.meta({
      description: 'When the session ends unless it is used; each use puts it off.',
    }),
    message: z.string(),
  })
  .meta({ id: 'Session' })

const Message = z.object({ message: z.string() }).meta({ id: 'Message' })

const Device = z
  .object({
    deviceId: z.uuid(),
    platform: Platform,
    environment: Environment,
    createdAt: Instant,
    lastSeenAt: Instant,
    disabledReason: z
      .string()
      .nullable()
      .meta({ description: 'Why nothing is pushed to it any more; null while something is.' }),
  })
  .meta({ id: 'Device' })

const USER = '{user}'
const DEVICE_TOKEN = 'a1'.repeat(32)

export const register = endpoint({
  id: 'people.register',
  method: 'POST',
  path: '/auth/register',
  summary: 'Become somebody',
  description: 'Without a body, or with the token of a device. Nothing personal is asked for.',
  permission: 'public',
  limit: 'register',
  cache: 'never',
  body: z.object({ deviceToken: anyDeviceToken, ...device }).optional(),
  responses: { 200: Session },
  errors: ['device.missing_device_token'],
  statements: 3,
  examples: [
    { name: 'with a device', body: { deviceToken: DEVICE_TOKEN } },
    { name: 'without a body' },
    { name: 'a body without a device token', body: {}, answers: 'device.missing_device_token' },
  ],
})

export const refresh = endpoint({
  id: 'people.refresh',
  method: 'POST',
  path: '/auth/refresh',
  summary: 'Exchange a refresh token for new tokens',
  description: 'Each refresh token is good for one use: using it twice ends the session.',
  permission: 'public',
  limit: 'register',
  cache: 'never',
  body: z.object({ refreshToken: z.string().max(200) }),
  responses: { 200: Session },
  errors: ['token.invalid_token'],
  statements: 3,
  examples: [
    { name: 'a refresh token', given: 'a refresh token', body: { refreshToken: '{refresh}' } },
    { name: 'one that is none', body: { refreshToken: 'x' }, answers: 'token.invalid_token' },
  ],
})

export const logOut = endpoint({
  id: 'people.logout',
  method: 'POST',
  path: '/auth/logout',
  summary: 'End this session',
  description: 'Its token is worth nothing from then on, and its live connections are closed.',
  permission: 'signed_in',
  limit: 'user',
  responses: { 200: Message },
  statements: 1,
  examples: [{ name: 'signing out', as: 'user' }],
})

export const readUser = endpoint({
  id: 'people.user',
  method: 'GET',
  path: '/auth/users/:userId',
  summary: 'Read yourself',
  permission: 'signed_in',
  limit: 'user',
  params: z.object({ userId: z.uuid() }),
  responses: { 200: z.object({ id: z.uuid(), createdAt: Instant }) },
  errors: ['user.user_not_found'],
  statements: 1,
  examples: [
    { name: 'yourself', given: 'the ids of two people', as: 'user', params: { userId: USER } },
    {
      name: 'somebody else',
      given: 'the ids of two people',
      as: 'other',
      params: { userId: USER },
      answers: 'user.user_not_found',
    },
  ],
})

export const eraseUser = endpoint({
  id: 'people.erase',
  method: 'DELETE',
  path: '/auth/users/:userId',
  summary: 'Erase yourself, with every tap, device and session',
  permission: 'signed_in',
  limit: 'user',
  params: z.object({ userId: z.uuid() }),
  responses: { 200: Message },
  errors: ['user.user_not_found'],
  statements: 8,
  examples: [
    { name: 'yourself', given: 'the ids of two people', as: 'user', params: { userId: USER } },
    {
      name: 'somebody else',
      given: 'the ids of two people',
      as: 'other',
      params: { userId: USER },
      answers: 'user.user_not_found',
    },
  ],
})

export const putDeviceToken = endpoint({
  id: 'devices.put',
  method: 'PUT',
  path: '/auth/device-token',
  summary: 'Tell the token by which this device is pushed to',
  description: 'A person may have several devices. A device belongs to whoever told its token last.',
  permission: 'signed_in',
  limit: 'user',
  body: z.object({ userId: z.string().optional(), deviceToken: anyDeviceToken, ...device }).default({
    deviceToken: undefined,
    platform: 'ios',
    environment: 'production',
  }),
  responses: { 200: Message },
  errors: ['device.missing_device_token', 'user.not_yours'],
  statements: 1,
  examples: [
    { name: 'a new token', as: 'user', body: { deviceToken: DEVICE_TOKEN } },
    {
      name: 'a watch that is being developed',
      as: 'user',
      body: { deviceToken: 'b2'.repeat(32), platform: 'watchos', environment: 'sandbox' },
    },
    { name: 'no token', as: 'user', body: {}, answers: 'device.missing_device_token' },
    {
      name: 'for somebody else',
      given: 'the ids of two people',
      as: 'other',
      body: { userId: USER, deviceToken: DEVICE_TOKEN },
      answers: 'user.not_yours',
    },
  ],
})

export const listDevices = endpoint({
  id: 'devices.list',
  method: 'GET',
  path: '/auth/devices',
  summary: 'List your devices, latest first',
  permission: 'signed_in',
  limit: 'user',
  responses: { 200: z.object({ devices: z.array(Device) }) },
  statements: 1,
  examples: [{ name: 'a phone', given: 'a device', as: 'user' }],
})

export const removeDevice = endpoint({
  id: 'devices.remove',
  method: 'DELETE',
  path: '/auth/devices/:deviceId',
  summary: 'Push nothing to a device any more',
  permission: 'signed_in',
  limit: 'user',
  params: z.object({ deviceId: z.uuid() }),
  responses: { 200: Message },
  errors: ['device.device_not_found'],
  statements: 1,
  examples: [
    { name: 'a device of yours', given: 'a device', as: 'user', params: { deviceId: '{device}' } },
    {
      name: 'a device of somebody else',
      given: 'a device',
      as: 'other',
      params: { deviceId: '{device}' },
      answers: 'device.device_not_found',
    },
  ],
})
