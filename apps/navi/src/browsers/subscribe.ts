import type { WebPushSubscription } from '@groundwork/kit/push/web-push'
import type { Deps } from '../deps.ts'
import { putDevice } from '../people/devices.ts'
import { fail } from './errors.ts'

/**
 * Makes a browser one of a person's devices.
 * @throws AppError `browser.invalid_subscription`
 */
export async function subscribe(
  { db, clock, push }: Pick<Deps, 'db' | 'clock' | 'push'>,
  userId: string,
  subscription: WebPushSubscription,
): Promise<string> {
  if (!push.isSubscription(subscription)) throw fail('browser.invalid_subscription')
  const { endpoint: token, p256dh, auth } = subscription
  const browser = { token, platform: 'web', environment: 'production', keys: { p256dh, auth } } as const
  return putDevice(db, clock.now(), userId, browser)
}
