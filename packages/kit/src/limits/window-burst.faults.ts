import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { skipWithout } from '../testing/services.ts'
import { openTestRedis } from '../testing/test-redis.ts'
import { burst } from './window-burst.fixture.ts'

const skip = skipWithout('redis')

for (const quota of [1_000, 99_999]) {
  test(
    `three processes admit exactly ${quota} of 100 000 requests`,
    { skip, timeout: 90_000 },
    async (context) => {
      const { url, prefix, close } = await openTestRedis()
      after(close)
      const startedMs = performance.now()
      assert.equal(await burst({ url, prefix, processes: 3, requests: 100_000, quota }), quota)
      context.diagnostic(`${Math.round(performance.now() - startedMs)} ms`)
    },
  )
}
