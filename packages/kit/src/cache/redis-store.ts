import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { CacheStore, MemoryBounds } from './cache-store.ts'
import { createRecentTexts } from './recent-texts.ts'
import type { RedisLink } from './redis-link.ts'
import { defineScript, runScript } from './redis-script.ts'

export interface RedisStoreOptions {
  redis: RedisLink
  /** What every key begins with, so that applications can share a server. */
  prefix: string
  clock: Clock
  /** Of the texts that are also kept in this process. */
  bounds?: MemoryBounds
}

const DAY_MS = 86_400_000
/** For how long a process that loads is taken to be alive. */
const TURN_MS = 10_000

// KEYS: text, turn, tags. ARGV: token, ms of the turn, ms a generation stays.
// Gives the generations; then the text and its ms left, or 1 when it is the caller's turn to load, else 0. A load that began
// before an invalidation is not waited for.
const CLAIM = defineScript(`
local generations = {}
for i = 3, #KEYS do generations[i - 2] = redis.call('get', KEYS[i]) or ARGV[1] end
local current = table.concat(generations, ' ')
local kept = redis.call('get', KEYS[1])
if kept and string.sub(kept, 1, #current + 1) == current .. '\\n' then
  return { current, string.sub(kept, #current + 2), redis.call('pttl', KEYS[1]) }
end
for i = 3, #KEYS do redis.call('set', KEYS[i], generations[i - 2], 'px', ARGV[3]) end
local turn = redis.call('get', KEYS[2])
if turn and string.sub(turn, 1, #current + 1) == current .. '\\n' then return { current, 0 } end
redis.call('set', KEYS[2], current .. '\\n' .. ARGV[1], 'px', ARGV[2])
return { current, 1 }`)

// KEYS: text, turn, tags. ARGV: token, generations, text, ms. Gives 1 when it was kept.
const KEEP = defineScript(`
if redis.call('get', KEYS[2]) == ARGV[2] .. '\\n' .. ARGV[1] then redis.call('del', KEYS[2]) end
local generations = {}
for i = 3, #KEYS do generations[i - 2] = redis.call('get', KEYS[i]) or '' end
if table.concat(generations, ' ') ~= ARGV[2] then return 0 end
redis.call('set', KEYS[1], ARGV[2] .. '\\n' .. ARGV[3], 'px', ARGV[4])
return 1`)

// KEYS: turn. ARGV: its value.
const RELEASE = defineScript(`if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end`)

/**
 * Keeps texts in Redis, for all processes that use the prefix. A process also holds the texts it has read, and asks Redis only
 * whether their tags are still what they were: an invalidation counts at once, everywhere. Each start of the server begins empty.
 */
export function createRedisStore({ redis, prefix, clock, bounds = {} }: RedisStoreOptions): CacheStore {
  const near = createRecentTexts(clock, bounds)
  const processToken = randomBytes(9).toString('base64url')
  let counter = 0
  const newToken = () => `${processToken}${(++counter).toString(36)}`
  // A server that comes back with an older copy of its data, or is another one, has missed invalidations: nothing of that counts.
  const root = () => `${prefix}:${redis.incarnation}`
  const tagKey = (tag: string) => `${root()}:tag:${tag}`
  const turnKey = (key: string) => `${root()}:turn:${key}`
  const keysOf = (key: string, tags: readonly string[]) => [
    `${root()}:text:${key}`,
    turnKey(key),
    ...tags.map(tagKey),
  ]

  const findNear = async (key: string, tags: readonly string[]): Promise<string | undefined> => {
    const held = near.get(key)
    if (held === undefined) return undefined
    const current = await redis.run((client) => client.mget(tags.map(tagKey)))
    if (current.join(' ') === held.generations) return held.text
    near.delete(key)
    return undefined
  }

  return {
    async claim(key, tags) {
      const text = await findNear(key, tags)
      if (text !== undefined) return { text }
      const token = newToken()
      const values = [token, TURN_MS, DAY_MS]
      const sentAtMs = clock.nowMs()
      const answer = await redis.run((client) => runScript(client, CLAIM, keysOf(key, tags), values))
      const [generations, found, leftMs] = answer as [string, string | number, number]
      if (typeof found === 'number') return { ticket: { token, generations }, isFirst: found === 1 }
      near.set(key, { text: found, generations, expiresAtMs: sentAtMs + leftMs })
      return { text: found }
    },
    async keep(key, tags, { token, generations }, text, ttlMs) {
      const values = [token, generations, text, Math.max(1, Math.floor(ttlMs))]
      const expiresAtMs = clock.nowMs() + ttlMs
      const isKept = await redis.run((client) => runScript(client, KEEP, keysOf(key, tags), values))
      if (isKept === 1) near.set(key, { text, generations, expiresAtMs })
    },
    async release(key, { token, generations }) {
      const turn = `${generations}\n${token}`
      await redis.run((client) => runScript(client, RELEASE, [turnKey(key)], [turn]))
    },
    async invalidate(tags) {
      const generation = newToken()
      // Others go on with the former answers until this has arrived.
      await redis.run(
        (client) => Promise.all(tags.map((tag) => client.set(tagKey(tag), generation, 'PX', DAY_MS))),
        'patient',
      )
    },
  }
}
