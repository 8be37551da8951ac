// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Device, Message } from './schemas.ts'

/** Body of `devices.put`. */
export interface DevicesPutBody {
  userId?: string
  deviceToken?: string
  /** `"ios"` when absent. */
  platform?: 'ios' | 'watchos'
  /** Which of the two push services of the platform made the token. `"production"` when absent. */
  environment?: 'production' | 'sandbox'
}

/** Answer of `devices.put`. */
export type DevicesPutAnswer = Message

/** Why `devices.put` may fail. */
export type DevicesPutError =
  | 'INVALID_INPUT'
  | 'INVALID_TOKEN'
  | 'MISSING_DEVICE_TOKEN'
  | 'MISSING_TOKEN'
  | 'NOT_YOURS'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'

/** Answer of `devices.list`. */
export interface DevicesListAnswer {
  devices: readonly Device[]
}

/** Why `devices.list` may fail. */
export type DevicesListError =
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'

/** Params of `devices.remove`. */
export interface DevicesRemoveParams {
  deviceId: string
}

/** Answer of `devices.remove`. */
export type DevicesRemoveAnswer = Message

/** Why `devices.remove` may fail. */
export type DevicesRemoveError =
  | 'DEVICE_NOT_FOUND'
  | 'INVALID_INPUT'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'

/** The operations of `devices`. */
export const devices = (caller: Caller) => ({
  /**
   * Tell the token by which this device is pushed to.
   * A person may have several devices. A device belongs to whoever told its token last.
   * Needs a signed-in person.
   */
  put: method<{ body?: DevicesPutBody }, DevicesPutAnswer, DevicesPutError>(caller, {
    id: 'devices.put',
    method: 'PUT',
    path: '/api/auth/device-token',
    body: 'json',
    errors: ['INVALID_INPUT', 'INVALID_TOKEN', 'MISSING_DEVICE_TOKEN', 'MISSING_TOKEN', 'NOT_YOURS', 'RATE_LIMITED', 'TOO_LARGE'],
  }),

  /**
   * List your devices, latest first.
   * Needs a signed-in person.
   */
  list: method<object, DevicesListAnswer, DevicesListError>(caller, {
    id: 'devices.list',
    method: 'GET',
    path: '/api/auth/devices',
    errors: ['INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED'],
  }),

  /**
   * Push nothing to a device any more.
   * Needs a signed-in person.
   */
  remove: method<{ params: DevicesRemoveParams }, DevicesRemoveAnswer, DevicesRemoveError>(caller, {
    id: 'devices.remove',
    method: 'DELETE',
    path: '/api/auth/devices/{deviceId}',
    errors: ['DEVICE_NOT_FOUND', 'INVALID_INPUT', 'INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED', 'TOO_LARGE'],
  }),
})
