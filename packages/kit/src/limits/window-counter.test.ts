import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createFakeClock } from '../testing/fake-clock.ts'
import { skipWithout } from '../testing/services.ts'
import { openTestRedis } from '../testing/test-redis.ts'
import { createRedisWindowCounter } from './redis-window-counter.ts'
import { createMemoryWindowCounter, type WindowCounter } from './window-counter.ts'

interface Subject {
  counter: WindowCounter
  advance: (ms: number) => void | Promise<void>
}

function memory(): Subject {
  const clock = createFakeClock('2030-03-01T12:00:00Z')
  return { counter: createMemoryWindowCounter(clock), advance: clock.advance }
}

async function redis(): Promise<Subject> {
  const { link, prefix, advance, close } = await openTestRedis()
  after(close)
  const clock = createFakeClock('2030-03-01T12:00:00Z')
  const local = {
    ...createMemoryWindowCounter(clock),
    take: () => {
      throw new Error('Redis was not asked')
    },
  }
  return {
    counter: createRedisWindowCounter({ redis: link, prefix, local, clock }),
    advance: (ms) => {
      clock.advance(ms)
      return advance(ms)
    },
  }
}

const minute = (key: string, quota: number) => ({ key, rate: { quota, windowS: 60 } })

for (const [name, create, skip] of [
  ['in memory', memory, false],
  ['in Redis', redis, skipWithout('redis')],
] as const) {
  describe(`windows counted ${name}`, { skip }, () => {
    test('admit the quota and no more, and say what is left', async () => {
      const { counter } = await create()
      const taken = []
      for (let i = 0; i < 4; i++) taken.push(...(await counter.take([minute('a', 3)])))
      assert.deepEqual(taken, [
        { admitted: true, remaining: 2, resetS: 60 },
        { admitted: true, remaining: 1, resetS: 60 },
        { admitted: true, remaining: 0, resetS: 60 },
        { admitted: false, remaining: 0, resetS: 60 },
      ])
    })

    test('give the whole quota back when the window ends, not before', async () => {
      const { counter, advance } = await create()
      await counter.take([minute('a', 1)])
      await advance(58_500)
      assert.deepEqual(await counter.take([minute('a', 1)]), [{ admitted: false, remaining: 0, resetS: 2 }])
      await advance(1_500)
      assert.deepEqual(await counter.take([minute('a', 1)]), [{ admitted: true, remaining: 0, resetS: 60 }])
    })

    test('refused requests are charged to nothing and begin no window', async () => {
      const { counter, advance } = await create()
      const both = [minute('address', 1), minute('account', 9)]
      await counter.take([minute('address', 1)])
      await advance(30_000)
      assert.deepEqual(await counter.take(both), [
        { admitted: false, remaining: 0, resetS: 30 },
        { admitted: true, remaining: 9, resetS: 60 },
      ])
      await advance(30_000)
      assert.deepEqual(await counter.take(both), [
        { admitted: true, remaining: 0, resetS: 60 },
        { admitted: true, remaining: 8, resetS: 60 },
      ])
    })

    test('keys and windows of different lengths are counted apart', async () => {
      const { counter, advance } = await create()
      const hour = { key: 'b', rate: { quota: 2, windowS: 3600 } }
      await counter.take([minute('a', 1), hour])
      await advance(60_000)
      assert.deepEqual(await counter.take([minute('a', 1), hour]), [
        { admitted: true, remaining: 0, resetS: 60 },
        { admitted: true, remaining: 0, resetS: 3540 },
      ])
    })

    test('a quota that was lowered meanwhile leaves nothing, not less than nothing', async () => {
      const { counter } = await create()
      for (let i = 0; i < 3; i++) await counter.take([minute('a', 3)])
      assert.deepEqual(await counter.take([minute('a', 1)]), [{ admitted: false, remaining: 0, resetS: 60 }])
    })

    test('a thousand requests at once are admitted exactly up to the quota', async () => {
      const { counter } = await create()
      const burst = await Promise.all(Array.from({ length: 1000 }, () => counter.take([minute('a', 137)])))
      assert.equal(burst.filter(([usage]) => usage!.admitted).length, 137)
    })
  })
}

test('in memory, the oldest windows are forgotten when there are too many', async () => {
  const counter = createMemoryWindowCounter(createFakeClock('2030-03-01T12:00:00Z'), 2)
  const isAdmitted = async (key: string) => (await counter.take([minute(key, 1)]))[0]!.admitted
  for (const key of ['a', 'b', 'c']) await isAdmitted(key)
  assert.deepEqual(
    [await isAdmitted('c'), await isAdmitted('b'), await isAdmitted('a')],
    [false, false, true],
  )
})

test('in memory, a clock that is set back keeps nobody out for longer than a window', async () => {
  let nowMs = Date.parse('2030-03-01T12:00:00Z')
  const counter = createMemoryWindowCounter({ nowMs: () => nowMs, now: () => new Date(nowMs) })
  await counter.take([minute('a', 1)])
  nowMs -= 30_000
  assert.deepEqual(await counter.take([minute('a', 1)]), [{ admitted: true, remaining: 0, resetS: 60 }])
})

test(
  'keys in Redis expire with their windows and show no address and no account',
  { skip: skipWithout('redis') },
  async () => {
    const { link, prefix, close } = await openTestRedis()
    after(close)
    const clock = createFakeClock('2030-03-01T12:00:00Z')
    const local = createMemoryWindowCounter(clock)
    const counter = createRedisWindowCounter({ redis: link, prefix, local, clock })
    await counter.take([minute('login account:ann@example.com', 5), minute('login address:192.0.2.7', 5)])
    const keys = await link.run((redis) => redis.keys(`${prefix}*`))
    assert.equal(keys.length, 2)
    assert.doesNotMatch(keys.join(), /ann|192/)
    for (const key of keys) {
      const leftMs = await link.run((redis) => redis.pttl(key))
      assert.ok(leftMs > 0 && leftMs <= 60_000, `${leftMs}`)
    }
  },
)
