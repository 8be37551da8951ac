import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { skipWithout } from '../testing/services.ts'
import { openTestRedis } from '../testing/test-redis.ts'
import { burst } from './window-burst.fixture.ts'

test(
  'three processes together admit exactly the quota of a burst',
  { skip: skipWithout('redis') },
  async () => {
    const { url, prefix, close } = await openTestRedis()
    after(close)
    const requests = { processes: 3, requests: 3_000 }
    assert.equal(await burst({ url, prefix: `${prefix}:few`, ...requests, quota: 500 }), 500)
  },
)
