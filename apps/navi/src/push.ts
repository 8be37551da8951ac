import type { Clock } from '@groundwork/kit/clock/clock'
import { ConfigError } from '@groundwork/kit/config/read-config'
import type { Db } from '@groundwork/kit/db/database'
import { createApnsProvider } from '@groundwork/kit/push/apns'
import { readApnsConfig } from '@groundwork/kit/push/apns-config'
import { isApnsToken, type ApnsDevice } from '@groundwork/kit/push/apns-request'
import { mayBeCalled } from '@groundwork/kit/push/https-client'
import type { PushAnswer, PushNotification, PushProvider } from '@groundwork/kit/push/notification'
import { createPushWatch, type PushWatch } from '@groundwork/kit/push/observe-push'
import { createWebPushProvider, type WebPushSubscription } from '@groundwork/kit/push/web-push'
import { readWebPushConfig } from '@groundwork/kit/push/web-push-config'
import { areSubscriptionKeys } from '@groundwork/kit/push/web-push-encryption'
import type { Telemetry } from '@groundwork/kit/telemetry/create-telemetry'
import type { Config } from './config.ts'
import type { PushDevice } from './people/devices.ts'

/** Navi's pushes: to phones and watches by Apple, to browsers by the push service of each. */
export interface Push {
  /** What browsers subscribe with; null when nothing is pushed to them. */
  publicKey: string | null
  /** Whether that is a subscription we could push to. */
  isSubscription: (subscription: WebPushSubscription) => boolean
  /** Hands a notification to the provider of a device; undefined when there is none, or no provider would know such a token. */
  sendTo: (
    device: PushDevice,
    notification: PushNotification,
    signal: AbortSignal,
  ) => Promise<PushAnswer | undefined>
  /** Says what is wrong with the providers; undefined when there are none. */
  watch: Pick<PushWatch, 'complaints'> | undefined
  close: () => Promise<void>
}

interface Needs {
  config: Config
  db: Db
  clock: Clock
  telemetry: Telemetry
}

/**
 * The configuration of both providers; undefined for one that is not configured.
 * @throws ConfigError when one is configured in part, or wrongly.
 */
export function readPushConfig(config: Config) {
  const production = config.APP_ENV === 'production'
  const apnsConfig = readApnsConfig(config, { production })
  const webConfig = readWebPushConfig(config, { production })
  if (apnsConfig && config.APNS_BUNDLE_ID === undefined)
    throw new ConfigError([
      'APNS_BUNDLE_ID belongs to APNS_KEY_ID: set it to the bundle id of the phone app.',
    ])
  return { apnsConfig, webConfig }
}

/** @throws ConfigError when a provider is configured in part, or wrongly. */
export function createNaviPush({ config, db, clock, telemetry }: Needs): Push {
  const { log, metrics } = telemetry
  const { APNS_BUNDLE_ID, APNS_WATCH_BUNDLE_ID, WEB_PUSH_PRIVATE_ORIGINS } = config
  const { apnsConfig, webConfig } = readPushConfig(config)
  const topics = { ios: APNS_BUNDLE_ID, watchos: APNS_WATCH_BUNDLE_ID }
  const watch = createPushWatch(metrics, log, clock)
  const providers: { apns?: PushProvider<ApnsDevice>; web?: PushProvider<WebPushSubscription> } = {}
  if (apnsConfig)
    providers.apns = watch.observe('apns', createApnsProvider({ ...apnsConfig, db, clock, log }))
  if (webConfig) providers.web = watch.observe('web', createWebPushProvider({ ...webConfig, clock }))

  return {
    publicKey: webConfig?.vapid.publicKey ?? null,
    isSubscription: (subscription) => {
      const url = URL.parse(subscription.endpoint)
      return url !== null && mayBeCalled(url, WEB_PUSH_PRIVATE_ORIGINS) && areSubscriptionKeys(subscription)
    },
    async sendTo({ platform, token, environment, p256dh, authSecret }, notification, signal) {
      if (platform === 'web')
        return providers.web?.send(
          notification,
          { endpoint: token, p256dh: p256dh!, auth: authSecret! },
          signal,
        )
      const topic = topics[platform]
      if (topic === undefined || !isApnsToken(token)) return undefined
      return providers.apns?.send(notification, { token, environment, topic }, signal)
    },
    watch: apnsConfig || webConfig ? watch : undefined,
    async close() {
      await Promise.all([providers.apns?.close(), providers.web?.close()])
    },
  }
}
