import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { systemClock } from '../clock/clock.ts'
import { skipWithout } from '../testing/services.ts'
import { openTestRedis, type TestRedis } from '../testing/test-redis.ts'
import { createCache, type CacheEvent } from './cache.ts'
import { createRedisStore } from './redis-store.ts'

const entry = { kind: 'word', key: 'a', ttlMs: 60_000, tags: ['t'] }
const WAIT_MS = 10_000

async function corner(): Promise<TestRedis> {
  const redis = await openTestRedis()
  after(redis.close)
  return redis
}

/** A cache as a process of its own has it. */
function process({ link, prefix }: TestRedis, { waitMs = WAIT_MS } = {}) {
  const store = createRedisStore({ redis: link, prefix, clock: systemClock })
  const events: string[] = []
  const onEvent = ({ type }: CacheEvent) => void events.push(type)
  return { store, events, cache: createCache({ store, version: '1', waitMs, onEvent }) }
}

const never = () => Promise.reject(new Error('it was not to be loaded'))

describe('caches of several processes on one Redis', { skip: skipWithout('redis') }, () => {
  test('see what the others have kept, and what they have invalidated', async () => {
    const redis = await corner()
    const [one, two, three] = [process(redis), process(redis), process(redis)]
    assert.equal(await one.cache.wrap(entry, async () => 'x'), 'x')
    for (const { cache } of [two, three, two, one]) assert.equal(await cache.wrap(entry, never), 'x')
    await three.cache.invalidate(['t'])
    assert.equal(await two.cache.wrap(entry, async () => 'y'), 'y')
    for (const { cache } of [one, three]) assert.equal(await cache.wrap(entry, never), 'y')
  })

  test('load once for ten thousand who ask at once', async () => {
    const redis = await corner()
    const processes = [process(redis), process(redis), process(redis)]
    let loads = 0
    const load = async () => {
      loads++
      await redis.link.run((client) => client.ping())
      return 'x'
    }
    const asked = await Promise.all(
      Array.from({ length: 10_000 }, (_, i) => processes[i % 3]!.cache.wrap(entry, load)),
    )
    assert.deepEqual([loads, new Set(asked)], [1, new Set(['x'])])
  })

  test('wait for another that loads as long as they have to, and load themselves when it has died', async () => {
    const redis = await corner()
    const { store } = process(redis)
    const { cache, events } = process(redis, { waitMs: 50 })
    const dead = await store.claim('1:2:word:a', [...entry.tags, '*'])
    assert.equal(dead.ticket && dead.isFirst, true)
    const startedMs = performance.now()
    assert.equal(await cache.wrap(entry, async () => 'x'), 'x')
    assert.ok(performance.now() - startedMs >= 50, 'it was given the time to end')
    assert.equal(await cache.wrap(entry, never), 'x')
    assert.deepEqual(events, ['miss', 'hit'])
  })

  test('another takes over at once when the load of the first has failed', async () => {
    const redis = await corner()
    const [one, two] = [process(redis), process(redis)]
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    const { promise: failure, reject: fail } = Promise.withResolvers<string>()
    const failing = one.cache.wrap(entry, () => {
      begin()
      return failure
    })
    await begun
    const waiting = two.cache.wrap(entry, async () => 'x')
    fail(new Error('no answer'))
    await assert.rejects(failing, /no answer/)
    assert.equal(await waiting, 'x')
  })

  test('a value that was loaded before an invalidation elsewhere is kept by nobody', async () => {
    const redis = await corner()
    const [one, two] = [process(redis), process(redis)]
    await one.cache.wrap(entry, async () => {
      await two.cache.invalidate(['t'])
      return 'old'
    })
    assert.equal(await two.cache.wrap(entry, async () => 'new'), 'new')
    assert.equal(await one.cache.wrap(entry, never), 'new')
  })

  test('a command that arrives late brings nothing back', async () => {
    const redis = await corner()
    const { store, cache } = process(redis)
    const { ticket } = await store.claim('1:2:word:a', entry.tags)
    await cache.invalidate(['t'])
    await cache.wrap(entry, async () => 'new')
    await store.keep('1:word:a', entry.tags, ticket!, 'sold', 60_000)
    assert.equal(await process(redis).cache.wrap(entry, never), 'new')
  })

  test('a value whose tag was evicted is lost, not brought back by the next generation', async () => {
    const redis = await corner()
    const { cache } = process(redis)
    await cache.wrap(entry, async () => 'old')
    await redis.link.run((client) => client.del(`${redis.prefix}:${redis.link.incarnation}:tag:t`))
    assert.equal(await cache.wrap(entry, async () => 'new'), 'new')
    await redis.link.run((client) => client.del(`${redis.prefix}:${redis.link.incarnation}:tag:t`))
    assert.equal(await process(redis).cache.wrap(entry, async () => 'newer'), 'newer')
  })

  test('every key expires', async () => {
    const redis = await corner()
    const { cache } = process(redis)
    await cache.wrap(entry, async () => 'x')
    await cache.wrap({ ...entry, key: 'b' }, never).catch(() => {})
    await cache.invalidate(['t', 'u'])
    const keys = await redis.link.run((client) => client.keys(`${redis.prefix}:*`))
    assert.ok(keys.length >= 3, keys.join())
    for (const key of keys) assert.ok((await redis.link.run((client) => client.pttl(key))) > 0, key)
  })
})
