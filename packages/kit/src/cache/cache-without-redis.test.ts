import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { systemClock } from '../clock/clock.ts'
import { startPrivateService } from '../testing/private-service.ts'
import { skipWithout } from '../testing/services.ts'
import { createCache, type CacheEvent } from './cache.ts'
import { createRedisLink, RedisUnavailable } from './redis-link.ts'
import { createRedisStore } from './redis-store.ts'

const WITHIN_MS = 30_000
const entry = (key = 'a') => ({ kind: 'word', key, ttlMs: 60_000, tags: ['t'] })

/** A private Redis and a process that caches in it. What is loaded is always the present `state.value`. */
async function cached({ waitMs = 10_000 } = {}) {
  const server = await startPrivateService('redis')
  after(server.close)
  const state = { value: 1, loads: 0 }
  const process = async () => {
    const events: CacheEvent['type'][] = []
    const link = createRedisLink({ url: server.url, name: 'test', waitMs })
    after(link.close)
    assert.ok(await link.ready(WITHIN_MS))
    const store = createRedisStore({ redis: link, prefix: 'test', clock: systemClock })
    const cache = createCache({ store, version: '1', onEvent: ({ type }) => events.push(type) })
    const read = (key?: string) =>
      cache.wrap(entry(key), async () => {
        state.loads++
        return state.value
      })
    return { cache, link, read, events }
  }
  return { server, state, process, ...(await process()) }
}

const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

/** Reads over and over, several at a time, while something happens; gives the longest a read took. */
async function readWhile(read: (key: string) => Promise<number>, happens: () => Promise<void>) {
  const over = new AbortController()
  let longestMs = 0
  const values = new Set<number>()
  const readers = Array.from({ length: 10 }, async (_, i) => {
    while (!over.signal.aborted) {
      const startedMs = performance.now()
      values.add(await read(`${i % 3}`))
      longestMs = Math.max(longestMs, performance.now() - startedMs)
      await nextTurn()
    }
  })
  await happens()
  over.abort()
  await Promise.all(readers)
  return { longestMs, values }
}

describe('a cache whose Redis is taken away', { skip: skipWithout('redis') }, () => {
  test('stopped and started while it is read: every read is answered, and later ones are hits again', async () => {
    const { server, link, read, events } = await cached()
    const { longestMs, values } = await readWhile(read, async () => {
      await server.stop()
      await server.start()
      await link.ready(WITHIN_MS)
    })
    assert.deepEqual(values, new Set([1]))
    assert.ok(longestMs < 3_000, `one read took ${longestMs} ms`)
    assert.ok(events.includes('bypass'))
    events.length = 0
    await read('new')
    await read('new')
    assert.deepEqual(events, ['miss', 'hit'])
  })

  test('frozen while it is read: one bounded wait, then none', async () => {
    const { server, link, read, events } = await cached({ waitMs: 1_000 })
    await read()
    server.freeze()
    const startedMs = performance.now()
    assert.equal(await read(), 1)
    const waitedMs = performance.now() - startedMs
    assert.ok(waitedMs > 990 && waitedMs < 10_000, `it waited ${waitedMs} ms`)
    const { longestMs } = await readWhile(read, nextTurn)
    assert.ok(longestMs < 900, `one read took ${longestMs} ms`)
    server.thaw()
    assert.ok(await link.ready(WITHIN_MS))
    events.length = 0
    await read()
    assert.deepEqual(events, ['hit'])
  })

  test('started again with a copy of its data from before a change: what it brings back is not answered', async () => {
    const { server, link, cache, read, state, process } = await cached()
    await read()
    await link.run((client) => client.save())
    state.value = 2
    await cache.invalidate(['t'])
    await server.stop()
    await server.start()
    assert.ok(await link.ready(WITHIN_MS))
    assert.notEqual(await link.run((client) => client.dbsize()), 0, 'it brought something back')
    assert.deepEqual([await read(), await (await process()).read(), state.loads], [2, 2, 2])
  })

  test('wiped while it is read: loaded anew', async () => {
    const { link, read, state } = await cached()
    await read()
    state.value = 2
    await link.run((client) => client.flushall())
    assert.deepEqual([await read(), await read(), state.loads], [2, 2, 2])
  })

  test('wiped while something is loaded: that is answered and not kept', async () => {
    const { link, cache, read } = await cached()
    await cache.wrap(entry(), async () => {
      await link.run((client) => client.flushall())
      return 'before'
    })
    assert.equal(await read(), 1)
  })

  test('down, ten thousand who ask at once still load once', async () => {
    const { server, read, state } = await cached()
    await server.stop()
    await assert.rejects(
      read().then(() => Promise.reject(new Error('answered'))),
      /answered/,
    )
    state.loads = 0
    await Promise.all(Array.from({ length: 10_000 }, () => read()))
    assert.equal(state.loads, 1)
  })

  test('an invalidation that finds it frozen is refused, and done before it is read again', async () => {
    const { server, link, cache, read, state, process } = await cached({ waitMs: 500 })
    const other = await process()
    await Promise.all([read(), other.read()])
    server.freeze()
    state.value = 2
    await assert.rejects(cache.invalidate(['t']), RedisUnavailable)
    assert.equal(await read(), 2)
    server.thaw()
    assert.ok((await link.ready(WITHIN_MS)) && (await other.link.ready(WITHIN_MS)))
    assert.equal(await read(), 2)
    assert.equal(await other.read(), 2)
  })
})
