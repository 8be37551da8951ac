import type { Clock } from '../clock/clock.ts'
import { everyRealSecond, type EverySecond } from '../clock/every-second.ts'
import { PrivateAddress } from '../http/public-address.ts'
import { createHttpsClient } from './https-client.ts'
import { NoAnswer, sendAgain } from './no-answer.ts'
import {
  accepted,
  gone,
  rejected,
  retry,
  retryAfterMs,
  shortKey,
  type ProviderAnswer,
  type PushAnswer,
  type PushNotification,
  type PushProvider,
} from './notification.ts'
import { createPlaces } from './places.ts'
import { createDeadlines } from './deadlines.ts'
import { createVapidSigner } from './vapid.ts'
import { encryptWebPush, MAX_WEB_PUSH_PLAIN_BYTES, type SubscriptionKeys } from './web-push-encryption.ts'
import type { WebPushConfig } from './web-push-config.ts'

/** A browser that lets us push to it: what its `PushSubscription` holds. */
export interface WebPushSubscription extends SubscriptionKeys {
  /** URL at the push service of the browser. */
  endpoint: string
}

export interface WebPushOptions extends WebPushConfig {
  clock: Clock
  /** Pushes under way at once, 256 when absent; and those that wait for their turn, 2000. */
  maxRunning?: number
  maxWaiting?: number
  /** How long a push may take, its waiting included: 10 s when absent. */
  timeoutMs?: number
  everySecond?: EverySecond
}

/** Pushes to browsers through the push service that each names (RFC 8030), encrypted for it (RFC 8291), signed by our key (RFC 8292). */
export function createWebPushProvider(options: WebPushOptions): PushProvider<WebPushSubscription> {
  const { clock, vapid, timeoutMs = 10_000, everySecond = everyRealSecond } = options
  const client = createHttpsClient(options)
  const sign = createVapidSigner(vapid, clock)
  const deadlines = createDeadlines(clock)
  const places = createPlaces(options.maxRunning ?? 256, options.maxWaiting ?? 2_000)
  const stopTicking = everySecond(deadlines.check)
  const closing = new AbortController()

  const post = async (url: URL, headers: Record<string, string>, body: Buffer, signal?: AbortSignal) => {
    const deadline = new AbortController()
    const keep = deadlines.set(timeoutMs, () =>
      deadline.abort(new NoAnswer('late', `no answer within ${timeoutMs} ms`)),
    )
    const late = AbortSignal.any([deadline.signal, closing.signal, ...(signal ? [signal] : [])])
    try {
      await places.enter(late)
      try {
        return await sendAgain(
          () => client.post(url, headers, body, late),
          () => !late.aborted,
        )
      } finally {
        places.leave()
      }
    } finally {
      keep()
    }
  }

  return {
    async send(notification, subscription, signal) {
      const sentAt = clock.now()
      const plain = webPushPayload(notification)
      const url = URL.parse(subscription.endpoint)
      if (url === null) return rejected('not a subscription')
      if (plain.length > MAX_WEB_PUSH_PLAIN_BYTES) return rejected('payload too large')
      if (notification.expiresAt <= sentAt) return rejected('expired')
      let body: Buffer
      try {
        body = encryptWebPush(plain, subscription)
      } catch {
        return rejected('not a subscription')
      }
      try {
        const headers = { ...webPushHeaders(notification, sentAt), authorization: sign(url.origin) }
        return readWebPushAnswer(await post(url, headers, body, signal), sentAt)
      } catch (error) {
        if (error instanceof PrivateAddress) return rejected('private address')
        if (error instanceof NoAnswer) return retry(error.message)
        throw error
      }
    },
    async close() {
      stopTicking()
      closing.abort(new NoAnswer('closed', 'the process stops'))
      client.close()
    },
  }
}

/** What the service worker reads. */
function webPushPayload({ id, alert, thread, category, fields }: PushNotification): Buffer {
  return Buffer.from(JSON.stringify({ ...fields, id, alert, thread, category }))
}

function webPushHeaders({ expiresAt, urgency, collapseKey }: PushNotification, sentAt: Date) {
  return {
    'content-type': 'application/octet-stream',
    'content-encoding': 'aes128gcm',
    ttl: String(Math.ceil((expiresAt.getTime() - sentAt.getTime()) / 1000)),
    urgency,
    ...(collapseKey !== undefined && { topic: shortKey(collapseKey, 32) }),
  }
}

/** What an answer of a push service means. */
function readWebPushAnswer({ status, headers }: ProviderAnswer, sentAt: Date): PushAnswer {
  if (status >= 200 && status < 300) return accepted
  const reason = `status ${status}`
  if (status === 404 || status === 410) return gone(sentAt, reason)
  if (status === 429 || status >= 500)
    return retry(reason, retryAfterMs(headers['retry-after'], sentAt.getTime()))
  return rejected(reason)
}
