import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { hostileText } from '../testing/hostile-values.ts'
import { skipWithout } from '../testing/services.ts'
import { openTestRedis } from '../testing/test-redis.ts'
import { createCache, type Cache, type CacheEvent } from './cache.ts'
import type { CacheStore } from './cache-store.ts'
import { createMemoryStore } from './memory-store.ts'
import { createRedisStore } from './redis-store.ts'

interface Subject {
  store: CacheStore
  /** The store as another process sees it. */
  elsewhere: CacheStore
  advance: (ms: number) => void | Promise<void>
}

const newClock = () => createFakeClock('2030-03-01T12:00:00Z')

function memory(): Subject {
  const clock = newClock()
  const store = createMemoryStore(clock)
  return { store, elsewhere: store, advance: clock.advance }
}

async function redis(): Promise<Subject> {
  const { link, prefix, advance, close } = await openTestRedis()
  after(close)
  const clock: FakeClock = newClock()
  return {
    store: createRedisStore({ redis: link, prefix, clock }),
    elsewhere: createRedisStore({ redis: link, prefix, clock }),
    advance: async (ms) => {
      clock.advance(ms)
      await advance(ms)
    },
  }
}

const HOUR_MS = 3_600_000
const entry = (key: string, tags = ['t']) => ({ kind: 'word', key, tags, ttlMs: HOUR_MS })

/** Loads `value` and counts how often. */
function loader<T>(value: T) {
  const load = async () => {
    load.count++
    return value
  }
  load.count = 0
  return load
}

/** Loads once `finish` is called, and not before. */
function slowLoader<T>(value: T) {
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  const { promise: started, resolve: begin } = Promise.withResolvers<void>()
  const load = async () => {
    begin()
    await finished
    return value
  }
  return { load, started, finish }
}

const isKept = async (cache: Cache, of: ReturnType<typeof entry>) => {
  const again = loader('again')
  await cache.wrap(of, again)
  return again.count === 0
}

for (const [name, create, skip] of [
  ['in memory', memory, false],
  ['in Redis', redis, skipWithout('redis')],
] as const) {
  describe(`a cache ${name}`, { skip }, () => {
    test('loads what it does not have and keeps it, each key and each kind by itself', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1' })
      const load = loader({ list: [1, null, 'two'], nested: { yes: true } })
      const loaded = await cache.wrap(entry('a'), load)
      assert.deepEqual(loaded, { list: [1, null, 'two'], nested: { yes: true } })
      assert.deepEqual(await cache.wrap(entry('a'), load), loaded)
      assert.equal(load.count, 1)
      await cache.wrap(entry('b'), load)
      await cache.wrap({ ...entry('a'), kind: 'other' }, load)
      assert.equal(load.count, 3)
    })

    test('takes a text that was cut, or that it never wrote, for none', async () => {
      const { store } = await create()
      const spoil = { text: (text: string) => text }
      const claim: CacheStore['claim'] = async (...asked) => {
        const claimed = await store.claim(...asked)
        return claimed.text === undefined ? claimed : { text: spoil.text(claimed.text) }
      }
      const cache = createCache({ store: { ...store, claim }, version: '1' })
      const load = loader({ word: 'x' })
      const along = () => cache.along(entry('a'), async (kept) => kept ?? 'read')
      await cache.wrap(entry('a'), load)
      for (const text of [(kept: string) => kept.slice(0, -1), () => '', () => '{"word":"y"}']) {
        spoil.text = text
        assert.deepEqual([await cache.wrap(entry('a'), load), await along()], [{ word: 'x' }, 'read'])
      }
      assert.equal(load.count, 4)
    })

    test('gives everybody a copy of their own', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1' })
      const load = loader({ list: [1] })
      const [one, two] = await Promise.all([cache.wrap(entry('a'), load), cache.wrap(entry('a'), load)])
      one.list.push(2)
      assert.deepEqual([two, await cache.wrap(entry('a'), load)], [{ list: [1] }, { list: [1] }])
    })

    test('forgets a value when its time is over, and a tenth of it before at the earliest', async () => {
      const { store, advance } = await create()
      const cache = createCache({ store, version: '1' })
      const keys = Array.from({ length: 100 }, (_, i) => entry(`${i}`))
      for (const of of keys) await cache.wrap(of, loader('x'))
      const kept = () => Promise.all(keys.map((of) => isKept(cache, of)))
      await advance(HOUR_MS * 0.89)
      assert.deepEqual(new Set(await kept()), new Set([true]))
      await advance(HOUR_MS * 0.06)
      assert.deepEqual(new Set(await kept()), new Set([true, false]), 'they end at different times')
      await advance(HOUR_MS)
      assert.deepEqual(new Set(await kept()), new Set([false]))
    })

    test('loads once for ten thousand who ask at once', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1' })
      const load = loader('x')
      const asked = await Promise.all(Array.from({ length: 10_000 }, () => cache.wrap(entry('a'), load)))
      assert.deepEqual([load.count, new Set(asked)], [1, new Set(['x'])])
    })

    test('a load that fails, fails for all who share it, and is tried again by the next', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1' })
      const broken = async () => {
        throw new Error('no answer')
      }
      const shared = await Promise.allSettled([1, 2, 3].map(() => cache.wrap(entry('a'), broken)))
      assert.deepEqual(
        shared.map((result) => result.status === 'rejected' && String(result.reason)),
        Array.from({ length: 3 }, () => 'Error: no answer'),
      )
      assert.equal(await cache.wrap(entry('a'), loader('x')), 'x')
    })

    test('remembers that there is nothing, for a time of its own', async () => {
      const { store, advance } = await create()
      const cache = createCache({ store, version: '1' })
      const nothing = { null: loader(null), undefined: loader(undefined) }
      for (const [key, load] of Object.entries(nothing)) {
        const of = { ...entry(key), absentTtlMs: 60_000 }
        assert.equal(await cache.wrap(of, load), await cache.wrap(of, load))
        assert.equal(load.count, 1)
        await advance(60_000)
        await cache.wrap(of, load)
        assert.equal(load.count, 2)
      }
    })

    test('gives back every JSON value and every string as it was', async () => {
      const { store, elsewhere } = await create()
      const cache = createCache({ store, version: '1' })
      const reader = createCache({ store: elsewhere, version: '1' })
      const values = fc.oneof(fc.jsonValue({ noUnicodeString: false }), hostileText())
      let key = 0
      await fc.assert(
        fc.asyncProperty(values, async (value) => {
          const of = entry(`${++key}`)
          const expected = typeof value === 'string' ? value : JSON.parse(JSON.stringify(value))
          assert.deepEqual(await cache.wrap(of, loader(value)), expected)
          assert.deepEqual(await reader.wrap(of, loader('loaded again')), expected)
        }),
        { numRuns: 100 },
      )
    })

    test('refuses what would come back as something else', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1' })
      const cycle: { self?: object } = {}
      cycle.self = cycle
      const refused = {
        'it is of class Date': new Date(0),
        'it is of class Map': new Map(),
        '.at is of class URL': { at: new URL('https://example.com') },
        'it is NaN': NaN,
        '[1] is Infinity': [0, Infinity],
        '.n is bigint': { n: 1n },
        '.of is undefined': { of: undefined },
        'it is function': () => 1,
        '.self is a cycle': cycle,
      }
      for (const [message, value] of Object.entries(refused)) {
        await assert.rejects(
          cache.wrap(entry('a'), loader(value as unknown)),
          (error: Error) => error instanceof TypeError && error.message.includes(message),
        )
      }
    })

    test('an invalidated tag takes what depends on it with it, and nothing else', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1' })
      const entries = [entry('a', ['x']), entry('b', ['y', 'x']), entry('c', ['y']), entry('d', ['z'])]
      for (const of of entries) await cache.wrap(of, loader('v'))
      await cache.invalidate(['x', 'z'])
      const kept = []
      for (const of of entries) kept.push(await isKept(cache, of))
      assert.deepEqual(kept, [false, false, true, false])
    })

    test('what was read before an invalidation is not kept, and not given to those who ask after it', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1' })
      const before = slowLoader('old')
      const first = cache.wrap(entry('a'), before.load)
      await before.started
      await cache.invalidate(['t'])
      const second = cache.wrap(entry('a'), loader('new'))
      before.finish()
      assert.deepEqual([await first, await second], ['old', 'new'])
      assert.equal(await cache.wrap(entry('a'), loader('newer')), 'new')
    })

    test('programs with values of another version see none of these, and invalidate them all the same', async () => {
      const { store } = await create()
      const [one, two] = [createCache({ store, version: '1' }), createCache({ store, version: '2' })]
      await one.wrap(entry('a'), loader('x'))
      assert.equal(await isKept(two, entry('a')), false)
      await two.invalidate(['t'])
      assert.equal(await isKept(one, entry('a')), false)
    })

    test('answers what is too long to be kept', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1', maxLength: 16 })
      await cache.wrap(entry('fits'), loader('0123456789'))
      await cache.wrap(entry('long'), loader('0123456789+'))
      assert.deepEqual(await Promise.all([isKept(cache, entry('fits')), isKept(cache, entry('long'))]), [
        true,
        false,
      ])
    })

    test('tells of hits, misses, shared and failed loads', async () => {
      const { store } = await create()
      const events: CacheEvent[] = []
      const cache = createCache({ store, version: '1', onEvent: (event) => events.push(event) })
      await Promise.all([cache.wrap(entry('a'), loader('x')), cache.wrap(entry('a'), loader('x'))])
      await cache.wrap(entry('a'), loader('x'))
      await cache.wrap(entry('b'), () => Promise.reject(new Error())).catch(() => {})
      assert.deepEqual(
        events.map(({ type, kind }) => `${kind} ${type}`),
        ['word shared', 'word miss', 'word hit', 'word load_failed'],
      )
      assert.ok(events.every((event) => event.type !== 'miss' || event.loadMs >= 0))
    })

    test('tells with every hit how many statements its load had sent', async () => {
      const { store } = await create()
      const events: CacheEvent[] = []
      let sent = 5
      const options = { version: '1', onEvent: (event: CacheEvent) => void events.push(event) }
      const cache = createCache({ store, ...options, countStatements: () => sent })
      const load = async () => (sent += 3)
      for (let i = 0; i < 3; i++) assert.equal(await cache.wrap(entry('a'), load), 8)
      const along = { ...entry('b'), readAlong: true }
      for (let i = 0; i < 2; i++) await cache.wrap(along, load)
      assert.deepEqual(
        events.map((event) => event.type === 'hit' && event.statementsSaved),
        [false, 3, 3, false, 0],
      )
    })

    test('keeps what was learned along with something else, and gives it to who asks along again', async () => {
      const { store, elsewhere } = await create()
      const [cache, other] = [store, elsewhere].map((of) => createCache({ store: of, version: '1' }))
      const read = async (kept: string | undefined, keep: (value: string) => void) => {
        if (kept === undefined) keep('x')
        return `kept: ${kept}`
      }
      assert.equal(await cache!.along(entry('a'), read), 'kept: undefined')
      for (const through of [cache!, other!]) {
        assert.equal(await through.along(entry('a'), read), 'kept: x')
        assert.equal(await through.wrap(entry('a'), loader('loaded')), 'x')
      }
    })

    test('does not keep what was learned of a state that is no more', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1' })
      await cache.along<string, void>(entry('a'), async (_kept, keep) => {
        await cache.invalidate(['t'])
        keep('old')
      })
      assert.equal(await cache.wrap(entry('a'), loader('new')), 'new')
    })

    test('does not wait for who read along and learned nothing, or failed', async () => {
      const { store, elsewhere } = await create()
      const cache = createCache({ store, version: '1' })
      const other = createCache({ store: elsewhere, version: '1', waitMs: 60_000 })
      assert.equal(await cache.along(entry('a'), async () => 'nothing'), 'nothing')
      await assert.rejects(
        cache.along(entry('b'), () => Promise.reject(new Error('no answer'))),
        /no answer/,
      )
      for (const key of ['a', 'b']) assert.equal(await other.wrap(entry(key), loader('x')), 'x')
    })

    test('cleared, it has nothing any more', async () => {
      const { store } = await create()
      const cache = createCache({ store, version: '1' })
      const entries = [entry('a', ['x']), entry('b', ['y'])]
      for (const of of entries) await cache.wrap(of, loader('v'))
      await cache.clear()
      for (const of of entries) assert.equal(await isKept(cache, of), false)
    })
  })
}

describe('a cache in memory', () => {
  test('keeps so many values and no more, those read last', async () => {
    const cache = createCache({ store: createMemoryStore(newClock(), { maxEntries: 3 }), version: '1' })
    for (const key of ['a', 'b', 'c', 'a', 'd']) await cache.wrap(entry(key), loader('x'))
    assert.equal(await isKept(cache, entry('a')), true)
    assert.equal(await isKept(cache, entry('b')), false)
  })

  test('keeps nothing for longer than it may not notice changes', async () => {
    const clock = newClock()
    const cache = createCache({ store: createMemoryStore(clock, { maxTtlMs: 10_000 }), version: '1' })
    await cache.wrap(entry('a'), loader('x'))
    clock.advance(9_999)
    assert.equal(await isKept(cache, entry('a')), true)
    clock.advance(1)
    assert.equal(await isKept(cache, entry('a')), false)
  })

  test('keeps so many bytes and no more', async () => {
    const cache = createCache({ store: createMemoryStore(newClock(), { maxBytes: 10_000 }), version: '1' })
    for (const key of ['a', 'b', 'c']) await cache.wrap(entry(key), loader('x'.repeat(2_000)))
    await cache.wrap(entry('huge'), loader('x'.repeat(6_000)))
    assert.equal(await isKept(cache, entry('c')), true)
    assert.equal(await isKept(cache, entry('b')), true)
    assert.equal(await isKept(cache, entry('a')), false)
    assert.equal(await isKept(cache, entry('huge')), false)
  })
})
