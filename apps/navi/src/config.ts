import { limitVariables } from '@groundwork/kit/app/limit-variables'
import { redisPrefix, serverVariables } from '@groundwork/kit/app/server-variables'
import type { ConfigOf } from '@groundwork/kit/config/read-config'
import { integer, port, redacted, text, url } from '@groundwork/kit/config/variables'
import { apnsVariables } from '@groundwork/kit/push/apns-config'
import { webPushVariables } from '@groundwork/kit/push/web-push-config'
import { limits } from './limits.ts'

/** Every environment variable of Navi. */
export const variables = {
  NAVI_PORT: port({ default: 4002, doc: 'Port of the HTTP server and of live connections.' }),
  ...serverVariables,
  REDIS_PREFIX: redisPrefix('navi'),
  NATS_URL: redacted(
    url(['nats', 'tls'], {
      default: undefined,
      doc: 'NATS, by which processes tell each other of new taps where there is no Redis. With neither they do it by PostgreSQL.',
    }),
  ),
  SOCKETS_PER_PERSON: integer({
    default: 10,
    min: 1,
    max: 1000,
    doc: 'Live connections of one person to one process; the oldest makes room.',
  }),
  SOCKETS_PER_ADDRESS: integer({
    default: 200,
    min: 1,
    max: 1_000_000,
    doc: 'Live connections from one address, or one /64 of IPv6, to one process; more are refused.',
  }),
  SOCKETS_MAX: integer({
    default: 20_000,
    min: 1,
    max: 1_000_000,
    doc: 'Live connections to one process altogether.',
  }),
  TAP_HISTORY_DAYS: integer({ default: 365, min: 1, max: 36_500, doc: 'How long taps are kept.' }),
  ...apnsVariables,
  APNS_BUNDLE_ID: text({ default: undefined, doc: 'Bundle id of the phone app, with `APNS_KEY_ID`.' }),
  APNS_WATCH_BUNDLE_ID: text({
    default: undefined,
    doc: 'Bundle id of the watch app. Absent: watches are reached by their phones only.',
  }),
  ...webPushVariables,
  ...limitVariables(limits),
}

export type Config = ConfigOf<typeof variables>
