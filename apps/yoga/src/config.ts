import { parseRate, printRate, type LimitClass, type Rate } from '@groundwork/kit/limits/limit-classes'
import { integer, list, oneOf, port, redacted, text, url } from '@groundwork/kit/config/variables'
import { keyRing } from '@groundwork/kit/auth/key-ring'
import { mailVariables } from '@groundwork/kit/mail/mail-config'
import { telemetryVariables } from '@groundwork/kit/telemetry/telemetry-config'
import type { Variable } from '@groundwork/kit/config/variables'
import type { ConfigOf } from '@groundwork/kit/config/read-config'
import { limits } from './limits.ts'

const ORIGIN = /^https?:\/\/[^/\s,]+$/

function origin(value: string): string {
  if (!ORIGIN.test(value)) throw new Error('not an origin')
  return value
}

function rate(of: LimitClass): Variable<Rate> {
  const fallback = { quota: of.quota, windowS: of.windowS }
  const shared = { secret: false, requiredInProduction: false }
  return {
    ...shared,
    doc: of.doc,
    expects: 'a rate such as `5/min` or `1000/h`',
    defaultText: printRate(fallback),
    parse: parseRate,
    fallback,
  }
}

function routeRate(value: string): string {
  parseRate(value.slice(value.indexOf('=') + 1))
  if (!/^[a-z_]+\.[a-z_]+=/.test(value)) throw new Error('no operation')
  return value
}

/** Every environment variable of YogaFlow. */
export const variables = {
  APP_ENV: oneOf(['development', 'test', 'production'], {
    default: 'development',
    doc: 'Production has no default secrets, sends strict transport security and refuses insecure URLs.',
  }),
  YOGA_PORT: port({ default: 4001, doc: 'Port of the HTTP server.' }),
  HOST: text({ default: '127.0.0.1', doc: 'Address the server listens on; `0.0.0.0` for all.' }),
  DATABASE_URL: redacted(
    url(['postgres', 'postgresql'], {
      default: undefined,
      doc: 'PostgreSQL 15 or newer. Absent: an embedded database below `DATA_DIR`.',
    }),
  ),
  DATABASE_POOL: integer({ default: 10, min: 1, max: 200, doc: 'Connections to PostgreSQL at most.' }),
  REDIS_URL: redacted(
    url(['redis', 'rediss'], {
      default: undefined,
      doc: 'Redis 6 or Valkey, which the processes share limits and cached answers by. Absent: each keeps its own.',
    }),
  ),
  REDIS_PREFIX: text({
    default: 'yoga',
    doc: 'What keys in Redis begin with. Installations that share a Redis but not a database need one each.',
  }),
  TOKEN_KEYS: keyRing({
    doc: 'Keys that sign access tokens: the first signs, all verify. Development makes one below `DATA_DIR`.',
  }),
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
  CORS_ORIGINS: list('origins such as `https://app.example.com`', origin, {
    default: [
      'http://localhost:5173',
      'http://127.0.0.1:5173',
      'http://localhost:3000',
      'http://127.0.0.1:3000',
    ],
    doc: 'Origins whose pages may call the API. Production has none unless they are named.',
  }),
  ...mailVariables,
  TRUSTED_PROXIES: list('addresses or CIDR ranges', (value) => value, {
    default: [],
    doc: 'Proxies whose `X-Forwarded-For` is believed.',
  }),
  ...telemetryVariables,
  LIMIT_CREDENTIALS: rate(limits.credentials),
  LIMIT_PUBLIC: rate(limits.public),
  LIMIT_USER: rate(limits.user),
  LIMIT_UPLOADS: rate(limits.uploads),
  LIMIT_EXPORTS: rate(limits.exports),
  LIMIT_ROUTES: list('limits of single operations such as `accounts.login=10/min`', routeRate, {
    default: [],
    doc: 'Rates of single operations, by operation id; they replace the class for it.',
  }),
}

export type Config = ConfigOf<typeof variables>

/** The limit classes with the configured rates. */
export function limitRates(config: Config): Record<keyof typeof limits, LimitClass> {
  return {
    credentials: { ...limits.credentials, ...config.LIMIT_CREDENTIALS },
    public: { ...limits.public, ...config.LIMIT_PUBLIC },
    user: { ...limits.user, ...config.LIMIT_USER },
    uploads: { ...limits.uploads, ...config.LIMIT_UPLOADS },
    exports: { ...limits.exports, ...config.LIMIT_EXPORTS },
  }
}

/** The rates of single operations, by operation id. */
export function routeRates(config: Config): Record<string, Rate> {
  return Object.fromEntries(
    config.LIMIT_ROUTES.map((entry) => [
      entry.slice(0, entry.indexOf('=')),
      parseRate(entry.slice(entry.indexOf('=') + 1)),
    ]),
  )
}

/** Where links in mails reach this server. */
export const publicUrl = (config: Config): string =>
  (config.PUBLIC_URL ?? `http://localhost:${config.YOGA_PORT}`).replace(/\/$/, '')

const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$)/

/** The origins that may call: in production the frontend and those configured, never this machine's own. */
export function corsOrigins(config: Config): readonly string[] {
  if (config.APP_ENV !== 'production') return config.CORS_ORIGINS
  return [...config.CORS_ORIGINS, new URL(config.FRONTEND_URL).origin].filter(
    (candidate) => !LOCAL_ORIGIN.test(candidate),
  )
}
