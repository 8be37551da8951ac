import assert from 'node:assert/strict'
import { after, beforeEach, describe, test } from 'node:test'
import { startPrivateService } from '@groundwork/kit/testing/private-service'
import { skipWithout } from '@groundwork/kit/testing/services'
import { createApp } from '../app.ts'
import { createTestApp } from '../testing/test-app.ts'

const WITHIN_MS = 30_000
const REDIS_TIMEOUT_MS = 300
/** Limits wait for longer: for more than a busy machine ever takes for a command. */
const LIMITS_WAIT_MS = 5 * REDIS_TIMEOUT_MS
const QUOTA = 20

describe('YogaFlow with a Redis that is taken away', { skip: skipWithout('redis') }, async () => {
  const server = await startPrivateService('redis')
  after(server.close)
  const env = {
    REDIS_URL: server.url,
    REDIS_TIMEOUT_MS: `${REDIS_TIMEOUT_MS}`,
    LIMIT_PUBLIC: `${QUOTA}/min`,
  }
  const app = await createTestApp({ env })
  const redis = app.deps.redis!

  beforeEach(async () => {
    app.clock.advance(60_000)
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
    await app.deps.health.report(30_000)
    const { status, json } = await app.send({ url: '/health' })
    return { status, redis: json.checks.redis.status }
  }

  test('counts limits in Redis while it answers [W9]', async () => {
    assert.deepEqual(await burst(), oneQuota)
    assert.deepEqual(await burst(), noneLeft)
    const counts = await redis.run((client) => client.keys('yoga:limit:*'))
    assert.equal(counts.length, 1)
    assert.deepEqual(await health(), { status: 200, redis: 'pass' })
  })

  test('stopped: goes on with limits of its own, stays ready, and recovers by itself', async () => {
    assert.deepEqual(await burst(), oneQuota)
    await server.stop()
    assert.deepEqual(await burst(), noneLeft, 'counted here, from what Redis said last')
    app.clock.advance(60_000)
    assert.deepEqual(await burst(), oneQuota, 'counted here')
    assert.deepEqual(await burst(), noneLeft)
    assert.deepEqual(await health(), { status: 200, redis: 'fail' })
    assert.equal((await app.send({ url: '/health/ready' })).status, 200)
    await server.start()
    assert.ok(await redis.ready(WITHIN_MS))
    assert.deepEqual(await burst(), noneLeft, 'charged to the Redis that has started anew')
    assert.deepEqual(await health(), { status: 200, redis: 'pass' })
  })

  test('frozen: one bounded wait, limits of its own, and the former windows when it thaws', async () => {
    assert.deepEqual(await burst(), oneQuota)
    server.freeze()
    app.clock.advance(60_000)
    const startedMs = performance.now()
    assert.deepEqual(await burst(), oneQuota)
    const waitedMs = performance.now() - startedMs
    assert.ok(waitedMs < 5 * LIMITS_WAIT_MS, `all of them waited at the same time, ${waitedMs} ms`)
    assert.deepEqual(await health(), { status: 200, redis: 'fail' })
    server.thaw()
    assert.ok(await redis.ready(WITHIN_MS))
    assert.deepEqual(await burst(), noneLeft)
  })

  test('full: goes on with limits of its own, and the health report says that it refuses', async () => {
    const giveBytes = (most: string) => redis.run((client) => client.config('SET', 'maxmemory', most))
    await giveBytes('1')
    assert.deepEqual(await burst(), oneQuota)
    assert.deepEqual(await burst(), noneLeft)
    assert.deepEqual(await health(), { status: 200, redis: 'fail' })
    await giveBytes('0')
    assert.deepEqual(await burst(), noneLeft, 'charged when there is room')
    assert.deepEqual(await health(), { status: 200, redis: 'pass' })
  })

  test('wiped: its windows go on from what this process was told', async () => {
    assert.deepEqual(await burst(), oneQuota)
    await redis.run((client) => client.flushall())
    assert.deepEqual(await burst(), noneLeft)
  })

  test('stopped while the library is read: every request is answered', async () => {
    const config = { ...app.deps.config, LIMIT_PUBLIC: { quota: 1_000_000, windowS: 60 } }
    const roomy = createApp({ ...app.deps, config })
    after(() => roomy.close())
    const send = app.sendTo(roomy)
    const over = new AbortController()
    const statuses = new Set<number>()
    const readers = Array.from({ length: 4 }, async (_, i) => {
      while (!over.signal.aborted)
        statuses.add((await send({ url: `/api/v1/poses/${i + 1}`, as: 'guest' })).status)
    })
    await server.stop()
    await send({ url: '/api/v1/poses/5' })
    await server.start()
    assert.ok(await redis.ready(WITHIN_MS))
    over.abort()
    await Promise.all(readers)
    assert.deepEqual(statuses, new Set([200]))
  })
})
