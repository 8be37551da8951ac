import type { OutgoingHttpHeaders } from 'node:http2'
import { shortKey, type PushNotification } from './notification.ts'

/** A device as Apple knows it. */
export interface ApnsDevice {
  /** What the app on it was given when it registered, in hexadecimal. */
  token: string
  environment: 'production' | 'sandbox'
  /** Bundle id of the app. */
  topic: string
}

/** The largest payload of an alert that Apple takes. */
export const MAX_APNS_PAYLOAD_BYTES = 4096

/** True for what can be a device token: whole bytes in hexadecimal. Apple promises no length; 32 bytes are usual. */
export const isApnsToken = (text: string): boolean => /^(?:[0-9a-f]{2}){32,100}$/i.test(text)

const PRIORITIES = { high: '10', normal: '5', low: '1' }

/** The payload: `aps` for the system, beside it the fields of the app. `content-available` wakes an app that reads them. */
export function apnsPayload({ alert, thread, category, urgency, fields }: PushNotification): Buffer {
  const aps = {
    alert,
    ...(urgency === 'high' && { sound: 'default' }),
    ...(thread !== undefined && { 'thread-id': thread }),
    ...(category !== undefined && { category }),
    'content-available': 1,
  }
  return Buffer.from(JSON.stringify({ ...fields, aps }))
}

/**
 * The header fields of an alert for one device, as Apple names them under "Sending notification requests to APNs". It expires at
 * a whole second, never later than it should.
 */
export function apnsHeaders(
  { id, expiresAt, urgency, collapseKey }: PushNotification,
  { token, topic }: ApnsDevice,
  providerToken: string,
): OutgoingHttpHeaders {
  return {
    ':method': 'POST',
    ':path': `/3/device/${token}`,
    authorization: `bearer ${providerToken}`,
    'apns-id': id,
    'apns-topic': topic,
    'apns-push-type': 'alert',
    'apns-priority': PRIORITIES[urgency],
    'apns-expiration': String(Math.floor(expiresAt.getTime() / 1000)),
    ...(collapseKey !== undefined && { 'apns-collapse-id': shortKey(collapseKey, 64) }),
  }
}
