import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startBreakableLink } from '../testing/breakable-link.ts'
import { serviceUrl, skipWithout } from '../testing/services.ts'
import { openRedis } from './open-redis.ts'

test(
  'a Redis that answers late is told of in the log and counts as up: limits are still shared',
  { skip: skipWithout('redis') },
  async () => {
    const url = (await serviceUrl('redis'))!
    const way = await startBreakableLink(Number(new URL(url).port || 6379))
    const heard: string[] = []
    const write = (_facts: unknown, text?: string) => void heard.push(text ?? String(_facts))
    const redis = openRedis(
      'test',
      { REDIS_URL: way.through(url), REDIS_TIMEOUT_MS: 100 },
      {
        log: { info: write, warn: write } as never,
        onDependency: (name, state) => void heard.push(`${name} ${state}`),
      },
    )!
    after(async () => {
      await redis.close()
      await way.close()
    })
    assert.ok(await redis.ready(30_000))
    way.delayAnswers(200)
    while (heard.length < 5) await redis.run((client) => client.ping()).catch(() => {})
    assert.deepEqual(heard, [
      'redis down',
      'redis up',
      'Redis answers',
      'redis up',
      'Redis answers late: nothing is cached',
    ])
  },
)
