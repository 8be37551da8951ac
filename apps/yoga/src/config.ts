import { limitVariables } from '@groundwork/kit/app/limit-variables'
import { corsOriginsOf, redisPrefix, serverVariables } from '@groundwork/kit/app/server-variables'
import { eventVariables } from '@groundwork/kit/app/publish-events'
import { port, text, url } from '@groundwork/kit/config/variables'
import { mailVariables } from '@groundwork/kit/mail/mail-config'
import type { ConfigOf } from '@groundwork/kit/config/read-config'
import { limits } from './limits.ts'

/** Every environment variable of YogaFlow. */
export const variables = {
  YOGA_PORT: port({ default: 4001, doc: 'Port of the HTTP server.' }),
  ...serverVariables,
  REDIS_PREFIX: redisPrefix('yoga'),
  ...eventVariables('yogaflow'),
  DATA_DIR: text({
    default: '.data',
    doc: 'Folder of the embedded database, uploads, data exports and development mail.',
  }),
  PUBLIC_URL: url(['http', 'https'], {
    default: undefined,
    doc: 'Where clients reach this server; image addresses and links in mails start with it. Absent: relative addresses, and links to this machine.',
  }),
  FRONTEND_URL: url(['http', 'https'], {
    default: 'http://localhost:5173',
    doc: 'Where the links in mails lead.',
  }),
  ...mailVariables,
  ...limitVariables(limits),
}

export type Config = ConfigOf<typeof variables>

/** Where links in mails reach this server. */
export const publicUrl = (config: Config): string =>
  (config.PUBLIC_URL ?? `http://localhost:${config.YOGA_PORT}`).replace(/\/$/, '')

/** The origins that may call: in production the frontend and those configured, never this machine's own. */
export const corsOrigins = (config: Config): readonly string[] =>
  corsOriginsOf(config, [new URL(config.FRONTEND_URL).origin])
