import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createRedisLink } from '../cache/redis-link.ts'
import { systemClock as clock } from '../clock/clock.ts'
import { startBreakableLink } from '../testing/breakable-link.ts'
import { skipWithout } from '../testing/services.ts'
import { openTestRedis } from '../testing/test-redis.ts'
import { createRedisWindowCounter } from './redis-window-counter.ts'
import { createMemoryWindowCounter } from './window-counter.ts'

const FOR_MS = 10_000
const AT_ONCE = 10
const BUDGETS = [{ key: 'everyone', rate: { quota: 1_000_000, windowS: 3600 } }]

test(
  'every request that three processes admit is charged, while their Redis comes and goes and answers late',
  { skip: skipWithout('redis'), timeout: 60_000 },
  async (context) => {
    const shared = await openTestRedis()
    after(shared.close)
    const untilMs = performance.now() + FOR_MS
    let [admitted, locally, cuts] = [0, 0, 0]

    const join = async () => {
      const way = await startBreakableLink(Number(new URL(shared.url).port || 6379))
      const redis = createRedisLink({ url: way.through(shared.url), name: 'test' })
      after(async () => {
        await redis.close()
        await way.close()
      })
      const local = createMemoryWindowCounter(clock)
      const onLocal = () => locally++
      const counter = createRedisWindowCounter({ redis, prefix: shared.prefix, clock, local, onLocal })
      const take = async () => {
        const usages = await counter.take(BUDGETS)
        if (usages[0]!.admitted) admitted++
      }
      const send = async () => {
        while (performance.now() < untilMs) {
          await take()
          await pause(5)
        }
      }
      const disturb = async () => {
        while (performance.now() < untilMs) {
          await pause(300 + 500 * Math.random())
          if (Math.random() < 0.5) {
            cuts++
            await way.cut()
            await pause(200)
            await way.mend()
          } else {
            way.delayAnswers(300)
            await pause(300)
            way.delayAnswers(0)
          }
        }
      }
      await Promise.all([...Array.from({ length: AT_ONCE }, send), disturb()])
      assert.ok(await redis.ready(30_000))
      await take()
    }
    await Promise.all([join(), join(), join()])

    const counted = await shared.link.run(async (redis) => {
      const [key] = await redis.keys(`${shared.prefix}:limit:*`)
      return Number(await redis.get(key!))
    })
    context.diagnostic(`${admitted} admitted, ${counted} charged, ${locally} counted locally, ${cuts} cuts`)
    assert.ok(locally > 0 && cuts > 0)
    assert.ok(counted >= admitted, 'none is left out')
    assert.ok(counted <= admitted + cuts * AT_ONCE, 'at most those that were under way are charged twice')
  },
)
