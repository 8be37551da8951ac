import { isIP } from 'node:net'
import { keyRing } from '../auth/key-ring.ts'
import type { ConfigOf } from '../config/read-config.ts'
import { integer, list, oneOf, redacted, text, url } from '../config/variables.ts'
import { telemetryVariables } from '../telemetry/telemetry-config.ts'

const ORIGIN = /^https?:\/\/[^/\s,]+$/

function origin(value: string): string {
  if (!ORIGIN.test(value)) throw new Error('not an origin')
  return value
}

function addressRange(value: string): string {
  const [address, bits, ...more] = value.split('/')
  const width = isIP(address!) === 4 ? 32 : isIP(address!) === 6 ? 128 : 0
  const isRange = bits === undefined || (/^\d+$/.test(bits) && Number(bits) >= 1 && Number(bits) <= width)
  if (width === 0 || !isRange || more.length > 0) throw new Error('not a range of addresses')
  return value
}

/** The environment variables that every app has; an app adds its own and may describe one of these anew. */
export const serverVariables = {
  APP_ENV: oneOf(['development', 'test', 'production'], {
    default: 'development',
    doc: 'Production has no default secrets, sends strict transport security and refuses insecure URLs.',
  }),
  HOST: text({ default: '127.0.0.1', doc: 'Address the server listens on; `0.0.0.0` for all.' }),
  DRAIN_MS: integer({
    default: undefined,
    min: 0,
    max: 60_000,
    doc: 'How long a process that is told to stop goes on serving and says that it is not ready: longer than its load balancer takes to notice. Absent: 5000 in production, else 0.',
  }),
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
  REDIS_TIMEOUT_MS: integer({
    default: 100,
    min: 10,
    max: 10_000,
    doc: 'How long a cached answer is waited for; limits and the emptying of caches wait five times as long. After one that takes longer, nobody waits until Redis answers in time again.',
  }),
  TOKEN_KEYS: keyRing({
    doc: 'Keys that sign access tokens and hash API keys: the first signs, all verify. Development makes one below `DATA_DIR`.',
  }),
  DATA_DIR: text({
    default: '.data',
    doc: 'Folder of the embedded database and of what else is kept on disk.',
  }),
  DISK_LOW_MB: integer({
    default: 512,
    min: 1,
    max: 1_048_576,
    doc: 'The health report warns when fewer mebibytes are free on the disk of `DATA_DIR`, and fails that check below an eighth of it.',
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
  TRUSTED_PROXIES: list('addresses or CIDR ranges such as `10.0.0.0/8`', addressRange, {
    default: [],
    doc: 'Proxies whose `X-Forwarded-For` is believed. Limits count the address it names: of IPv6, the /64.',
  }),
  ...telemetryVariables,
}

/** What every app's configuration holds. */
export type ServerConfig = ConfigOf<typeof serverVariables>

/** How long a process goes on serving once it is told to stop. */
export const drainMsOf = ({ DRAIN_MS, APP_ENV }: Pick<ServerConfig, 'DRAIN_MS' | 'APP_ENV'>): number =>
  DRAIN_MS ?? (APP_ENV === 'production' ? 5_000 : 0)

/** How keys in Redis begin: `REDIS_PREFIX`, which defaults to the app's name. */
export const redisPrefix = (app: string) =>
  text({
    default: app,
    doc: 'What keys in Redis begin with. Installations that share a Redis but not a database need one each.',
  })

const LOCAL_ORIGIN = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$)/

/** The origins whose pages may call: in production those configured and the given ones, never this machine's own. */
export function corsOriginsOf(
  { APP_ENV, CORS_ORIGINS }: Pick<ServerConfig, 'APP_ENV' | 'CORS_ORIGINS'>,
  others: readonly string[] = [],
): readonly string[] {
  if (APP_ENV !== 'production') return CORS_ORIGINS
  return [...CORS_ORIGINS, ...others].filter((candidate) => !LOCAL_ORIGIN.test(candidate))
}
