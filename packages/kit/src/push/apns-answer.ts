import { z } from 'zod'
import {
  accepted,
  gone,
  rejected,
  retry,
  retryAfterMs,
  type ProviderAnswer,
  type PushAnswer,
} from './notification.ts'

const Refusal = z.object({ reason: z.string(), timestamp: z.number().optional() })

/** After that, APNs takes provider tokens again that changed too often. */
const TOO_MANY_TOKENS_PAUSE_MS = 60_000

/** Why APNs refused; undefined when it accepted, and the status where it says no more. */
export function refusalOf({
  status,
  body,
}: ProviderAnswer): { reason: string; goneAtMs: number | undefined } | undefined {
  if (status === 200) return undefined
  try {
    const { reason, timestamp } = Refusal.parse(JSON.parse(body))
    return { reason, goneAtMs: timestamp }
  } catch {
    return { reason: `status ${status}`, goneAtMs: undefined }
  }
}

/** What an answer of APNs means. `sentAt`: when the notification was sent; until then the device's token was in use here. */
export function readApnsAnswer(answer: ProviderAnswer, sentAt: Date): PushAnswer {
  const refusal = refusalOf(answer)
  if (refusal === undefined) return accepted
  const { reason, goneAtMs } = refusal
  const { status, headers } = answer
  const afterMs = retryAfterMs(headers['retry-after'], sentAt.getTime())
  if (status === 410) return gone(goneAtMs === undefined ? sentAt : new Date(goneAtMs), reason)
  // A wrong topic is a mistake in our configuration: nothing is wrong with the device.
  if (reason === 'BadDeviceToken') return gone(sentAt, reason)
  if (reason === 'TooManyProviderTokenUpdates') return retry(reason, afterMs ?? TOO_MANY_TOKENS_PAUSE_MS)
  if (status === 429 || status >= 500 || reason === 'IdleTimeout') return retry(reason, afterMs)
  // The token in use is younger than APNs lets us make another one.
  if (reason === 'ExpiredProviderToken') return retry(reason, TOO_MANY_TOKENS_PAUSE_MS)
  return rejected(reason)
}
