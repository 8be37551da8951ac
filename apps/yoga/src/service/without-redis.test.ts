import assert from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import { startPrivateService } from '@groundwork/kit/testing/private-service'
import { skipWithout } from '@groundwork/kit/testing/services'
import { createTestApp } from '../testing/test-app.ts'

const WITHIN_MS = 10_000
const QUOTA = 20

describe('YogaFlow with a Redis that is taken away', { skip: skipWithout('redis') }, async () => {
  const server = await startPrivateService('redis')
  after(server.close)
  const env = { REDIS_URL: server.url, LIMIT_PUBLIC: `${QUOTA}/min` }
  const app = await createTestApp({ env })
  const redis = app.deps.redis!

  beforeEach(async () => {
    await redis.run((client) => client.flushall())
  })

  /** Statuses of more requests than a quota admits, all sent at once. */
  const burst = async () => {
    const answers = await Promise.all(
      Array.from({ length: QUOTA + 5 }, () => app.send({ url: '/api/v1/poses?page_size=1' })),
    )
    return answers.map(({ status }) => status).toSorted()
  }
  const oneQuota = [...Array.from({ length: QUOTA }, () => 200), 429, 429, 429, 429, 429]
  const noneLeft = oneQuota.map(() => 429)

  const health = async () => {
    app.clock.advance(1_000)
    const { status, json } = await app.send({ url: '/health' })
    return { status, redis: json.checks.redis.status }
  }

  test('counts limits in Redis while it answers [W9]', async () => {
    assert.deepEqual(await burst(), oneQuota)
    assert.deepEqual(await burst(), noneLeft)
    assert.equal(await redis.run((client) => client.dbsize()), 1)
    assert.deepEqual(await health(), { status: 200, redis: 'pass' })
  })

  test('stopped: goes on with limits of its own, stays ready, and recovers by itself', async () => {
    assert.deepEqual(await burst(), oneQuota)
    await server.stop()
    assert.deepEqual(await burst(), oneQuota, 'counted here, from zero')
    assert.deepEqual(await burst(), noneLeft)
    assert.deepEqual(await health(), { status: 200, redis: 'fail' })
    assert.equal((await app.send({ url: '/health/ready' })).status, 200)
    await server.start()
    assert.ok(await redis.ready(WITHIN_MS))
    assert.deepEqual(await burst(), oneQuota, 'counted in the Redis that has started anew')
    assert.deepEqual(await health(), { status: 200, redis: 'pass' })
  })

  test('frozen: one bounded wait, limits of its own, and the former windows when it thaws', async () => {
    app.clock.advance(60_000)
    assert.deepEqual(await burst(), oneQuota)
    server.freeze()
    const startedMs = performance.now()
    assert.deepEqual(await burst(), oneQuota)
    assert.ok(performance.now() - startedMs < 2_000, 'all of them waited at the same time, and not for long')
    assert.deepEqual(await health(), { status: 200, redis: 'fail' })
    server.thaw()
    assert.ok(await redis.ready(WITHIN_MS))
    assert.deepEqual(await burst(), noneLeft)
  })

  test('wiped: every window starts anew', async () => {
    assert.deepEqual(await burst(), oneQuota)
    await redis.run((client) => client.flushall())
    assert.deepEqual(await burst(), oneQuota)
  })
})
