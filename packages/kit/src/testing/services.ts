import { connect } from 'node:net'
import { userInfo } from 'node:os'
import pg from 'pg'
import { startPrivateService, type ServiceName } from './private-service.ts'

export interface FoundService {
  url: string
  source: 'environment' | 'standard port' | 'started'
  /** Stops the server when it was started here; does nothing to others. */
  stop(): Promise<void>
}

type Environment = Record<string, string | undefined>

/** The variables that name the servers for tests. */
export const serviceVariables = {
  postgres: 'TEST_DATABASE_URL',
  redis: 'TEST_REDIS_URL',
  nats: 'TEST_NATS_URL',
} as const satisfies Record<ServiceName, string>

const titles = { postgres: 'PostgreSQL', redis: 'Redis', nats: 'NATS' } as const
const PROBE_TIMEOUT_MS = 2_000

/**
 * Finds a server for tests: the one the environment names, else one that answers on the standard port of 127.0.0.1,
 * else one started from installed programs. Undefined when TEST_SERVICES=embedded asks to do without servers.
 * @throws Error when the named server does not answer, or none can be had; it says how to install one.
 */
export async function findService(
  name: ServiceName,
  env: Environment = process.env,
): Promise<FoundService | undefined> {
  if (embeddedOnly(env)) return undefined
  const variable = serviceVariables[name]
  const named = env[variable]
  const none = async () => {}
  if (named) {
    const problem = await probe(name, named)
    if (problem !== undefined)
      throw new Error(`${variable} names a server that is of no use for tests: ${problem}`)
    return { url: named, source: 'environment', stop: none }
  }
  for (const url of standardUrls(name, env)) {
    if ((await probe(name, url)) === undefined) return { url, source: 'standard port', stop: none }
  }
  try {
    const service = await startPrivateService(name)
    return { url: service.url, source: 'started', stop: service.close }
  } catch (error) {
    const without = 'To test without servers, which covers less, set TEST_SERVICES=embedded.'
    throw new Error(`No ${titles[name]} for the tests: ${(error as Error).message}\n${without}`, {
      cause: error,
    })
  }
}

const found = new Map<ServiceName, Promise<string | undefined>>()

/** The URL of the server all tests of this process share, found when first asked for. See `findService`. */
export function serviceUrl(name: ServiceName): Promise<string | undefined> {
  let url = found.get(name)
  if (!url) {
    // `npm test` has checked the servers it names to its children.
    const named = embeddedOnly(process.env) ? undefined : process.env[serviceVariables[name]]
    url = named ? Promise.resolve(named) : findService(name).then((service) => service?.url)
    found.set(name, url)
  }
  return url
}

/** For the `skip` of a test that needs real servers: false, or the reason under TEST_SERVICES=embedded. */
export function skipWithout(...names: ServiceName[]): false | string {
  return embeddedOnly(process.env) && `needs ${names.map((name) => titles[name]).join(' and ')}`
}

/** True when TEST_SERVICES=embedded asks to do without servers. */
export function embeddedOnly(env: Environment): boolean {
  const wanted = env.TEST_SERVICES ?? ''
  if (wanted !== '' && wanted !== 'embedded')
    throw new Error(`TEST_SERVICES is "${wanted}"; leave it out or set it to "embedded"`)
  return wanted === 'embedded'
}

function standardUrls(name: ServiceName, env: Environment): string[] {
  if (name === 'redis') return ['redis://127.0.0.1:6379']
  if (name === 'nats') return ['nats://127.0.0.1:4222']
  const users = new Set([env.PGUSER, userInfo().username, 'postgres'].filter((user) => user !== undefined))
  return [...users].map((user) => `postgres://${encodeURIComponent(user)}@127.0.0.1:5432/postgres`)
}

/** What keeps the server from serving tests, or undefined. Never shows the URL: it may carry a password. */
async function probe(name: ServiceName, url: string): Promise<string | undefined> {
  try {
    if (name === 'postgres') return await probePostgres(url)
    if (name === 'redis') return await probeRedis(url)
    const info = await ask(url, 4222, '')
    return info.startsWith('INFO') && info.includes('"jetstream":true')
      ? undefined
      : 'it is not a NATS server with JetStream'
  } catch (error) {
    return (error as Error).message
  }
}

async function probePostgres(url: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PROBE_TIMEOUT_MS })
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number; creates: boolean }>(
      `select current_setting('server_version_num')::int as version, rolcreatedb or rolsuper as creates
       from pg_roles where rolname = current_user`,
    )
    const { version, creates } = rows[0]!
    if (version < 150_000) return 'it is older than PostgreSQL 15'
    return creates ? undefined : 'its user may not create databases'
  } finally {
    await client.end().catch(() => {})
  }
}

async function probeRedis(url: string): Promise<string | undefined> {
  const { username, password } = new URL(url)
  const login = password && `AUTH ${[username, password].filter(Boolean).map(decodeURIComponent).join(' ')}`
  const answer = await ask(url, 6379, `${login || 'PING'}\r\n`)
  return answer.startsWith('+') ? undefined : `it answers ${answer.trim()}`
}

/** Sends `request` and gives the first bytes that come back. */
async function ask(url: string, standardPort: number, request: string): Promise<string> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) || standardPort })
  try {
    socket.setTimeout(PROBE_TIMEOUT_MS, () => socket.destroy(new Error('it does not answer in time')))
    socket.write(request)
    for await (const data of socket) return String(data)
    throw new Error('it hung up without a word')
  } finally {
    socket.destroy()
  }
}
