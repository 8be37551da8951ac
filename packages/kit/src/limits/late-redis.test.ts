import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createRedisLink } from '../cache/redis-link.ts'
import { startBreakableLink } from '../testing/breakable-link.ts'
import { startPrivateService } from '../testing/private-service.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { skipWithout } from '../testing/services.ts'
import { openTestRedis } from '../testing/test-redis.ts'
import { createRedisWindowCounter } from './redis-window-counter.ts'
import { createMemoryWindowCounter, type WindowCounter } from './window-counter.ts'

const WITHIN_MS = 30_000
/** Less than an answer takes here, and more than a busy machine ever takes for one. */
const [BRIEF_MS, DELAY_MS, PATIENT_MS] = [20, 100, 10_000]
const clock = createFakeClock('2030-03-01T12:00:00Z')

const hour = (key: string, quota: number) => ({ key, rate: { quota, windowS: 3600 } })

/** As many requests at once as named, and how many of them were admitted. */
async function burst(counter: WindowCounter, requests: number, budget = hour('a', 100)): Promise<number> {
  const usages = await Promise.all(Array.from({ length: requests }, () => counter.take([budget])))
  return usages.filter(([usage]) => usage!.admitted).length
}

/** Processes that share the keys of a Redis, each by a way of its own. */
async function sharing() {
  const { url, prefix, close } = await openTestRedis()
  after(close)
  return async (waits: { waitMs?: number; patientMs?: number } = { waitMs: PATIENT_MS }) => {
    const way = await startBreakableLink(Number(new URL(url).port || 6379))
    const states: string[] = []
    const link = createRedisLink({
      url: way.through(url),
      name: 'test',
      onChange: (state) => states.push(state),
      ...waits,
    })
    after(async () => {
      await link.close()
      await way.close()
    })
    assert.ok(await link.ready(WITHIN_MS))
    const counted = { locally: 0 }
    const counter = createRedisWindowCounter({
      redis: link,
      prefix,
      clock,
      local: createMemoryWindowCounter(clock),
      onLocal: () => counted.locally++,
    })
    return { way, link, counter, counted, states }
  }
}

describe('limits whose Redis answers late', { skip: skipWithout('redis') }, () => {
  test('three processes admit exactly the quota of a burst, while brief callers do without [F1]', async () => {
    const join = await sharing()
    const processes = []
    for (let i = 0; i < 3; i++) processes.push(await join({ waitMs: BRIEF_MS, patientMs: PATIENT_MS }))
    for (const { way, link, states } of processes) {
      way.delayAnswers(DELAY_MS)
      while (!states.includes('slow')) await link.run((redis) => redis.ping()).catch(() => {})
    }
    const admitted = await Promise.all(processes.map(({ counter }) => burst(counter, 200)))
    assert.equal(
      admitted.reduce((sum, count) => sum + count),
      100,
    )
    assert.deepEqual(
      processes.map(({ counted, states }) => [counted.locally, states.includes('down')]),
      [
        [0, false],
        [0, false],
        [0, false],
      ],
    )
  })

  test('one that comes and goes gives no fresh quota: what was admitted without it is charged later', async () => {
    const join = await sharing()
    const [here, there] = [await join(), await join()]
    const budgets = [hour('address', 20), hour('account', 30)]
    let admitted = 0
    const take = async ({ counter }: typeof here) => {
      const usages = await counter.take(budgets)
      if (usages.every((usage) => usage.admitted)) admitted++
      return usages.map(({ remaining }) => remaining)
    }
    for (const round of [1, 2]) {
      await take(here)
      await here.way.cut()
      for (let i = 0; i < 3; i++) await take(here)
      await here.way.mend()
      assert.ok(await here.link.ready(WITHIN_MS))
      await take(here)
      assert.equal(admitted, round * 6 - 1)
      assert.deepEqual(
        await take(there),
        [20 - round * 6, 30 - round * 6],
        'every process hears of them, once',
      )
    }
    for (let i = 0; i < 20; i++) await take(i % 2 ? here : there)
    assert.equal(admitted, 20)
  })

  test('requests that were sent and had no answer in time are not charged twice, and a late answer teaches', async () => {
    const join = await sharing()
    const [here, there] = [await join({ waitMs: 20, patientMs: 1_000 }), await join()]
    assert.equal(await burst(here.counter, 1), 1)
    here.way.stall()
    assert.equal(await burst(here.counter, 9), 9)
    assert.equal(await burst(here.counter, 5), 5, 'not sent at all')
    assert.equal(await burst(there.counter, 80), 80)
    await here.way.mend()
    assert.ok(await here.link.ready(WITHIN_MS))
    await here.way.cut()
    assert.equal(await burst(here.counter, 100), 5, 'it heard of the 80')
    await here.way.mend()
    assert.ok(await here.link.ready(WITHIN_MS))
    assert.equal(await burst(here.counter, 100), 0)
    assert.equal(await burst(there.counter, 100), 0)
  })

  test('requests that were lost with their connection are charged when there is one again', async () => {
    const join = await sharing()
    const [here, there] = [await join(), await join()]
    assert.equal(await burst(here.counter, 1), 1)
    here.way.stall()
    const lost = burst(here.counter, 9)
    await here.way.cut()
    assert.equal(await lost, 9)
    await here.way.mend()
    assert.ok(await here.link.ready(WITHIN_MS))
    assert.equal(await burst(here.counter, 50), 50)
    assert.equal(await burst(there.counter, 100), 40)
  })

  test('what was admitted without it is charged to the window it was admitted in, not to the next', async () => {
    const join = await sharing()
    const { way, link, counter } = await join()
    await way.cut()
    assert.equal(await burst(counter, 90), 90)
    clock.advance(3_600_000)
    await way.mend()
    assert.ok(await link.ready(WITHIN_MS))
    assert.equal(await burst(counter, 100), 100)
  })

  test('a window that Redis has lost for want of memory goes on from what the processes were told', async () => {
    const server = await startPrivateService('redis')
    const { link, prefix } = await openTestRedis(server.url)
    after(async () => {
      await link.close()
      await server.close()
    })
    const processes = [1, 2].map(() =>
      createRedisWindowCounter({ redis: link, prefix, clock, local: createMemoryWindowCounter(clock) }),
    )
    assert.equal(await burst(processes[0]!, 30), 30)
    assert.equal(await burst(processes[1]!, 30), 30)
    await link.run(async (redis) => {
      await redis.config('SET', 'maxmemory-policy', 'allkeys-lru')
      await redis.config('SET', 'maxmemory', '3mb')
      const isKept = async () => (await redis.keys(`${prefix}:limit:*`)).length > 0
      for (let i = 0; await isKept(); i++) await redis.set(`filling:${i}`, 'x'.repeat(50_000), 'EX', 3600)
    })
    assert.deepEqual(await processes[1]!.take([hour('a', 100)]), [
      { admitted: true, remaining: 39, resetS: 3600 },
    ])
    assert.equal(await burst(processes[0]!, 100), 39)
  })
})

test(
  'processes whose limits differ, as while they change, keep each its own',
  { skip: skipWithout('redis') },
  async () => {
    const join = await sharing()
    const [former, present, larger] = [await join(), await join(), await join()]
    assert.equal(await burst(former.counter, 9, { key: 'a', rate: { quota: 5, windowS: 1 } }), 5)
    assert.equal(await burst(present.counter, 9, hour('a', 3)), 3)
    const [usage] = await present.counter.take([hour('a', 3)])
    assert.ok(usage!.resetS > 3000, 'its window lasts an hour')
    assert.equal(await burst(larger.counter, 9, hour('a', 4)), 1, 'of a larger quota, what is left')
  },
)
