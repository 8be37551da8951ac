import { handle } from '../handle.ts'
import { putSubscription, readPushKey } from './contract.ts'
import { subscribe } from './subscribe.ts'

export const browserRoutes = [
  handle(readPushKey, ({ deps }) => ({ publicKey: deps.push.publicKey })),
  handle(putSubscription, async ({ deps, actor, body: { endpoint, keys } }) => ({
    message: 'Subscribed',
    deviceId: await subscribe(deps, actor.userId, { endpoint, ...keys }),
  })),
]
