import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startPrivateService } from '@groundwork/kit/testing/private-service'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { yogaTemplate } from '../src/testing/template.ts'
import { quantile, startLoad, tally, unlimited } from './practice-load.ts'
import { startProcess } from './start-process.ts'
import { lookUntil, type Sight } from './watch-health.ts'

const METRICS_PORT = 9_471

const database = await createTestDatabase({ engine: 'postgres', template: await yogaTemplate() })
const redis = await startPrivateService('redis')
const env = {
  ...unlimited,
  DATABASE_URL: database.url!,
  REDIS_URL: redis.url,
  METRICS_PORT: String(METRICS_PORT),
}
const yoga = await startProcess({ env })
after(async () => {
  await yoga.stop()
  await redis.close()
  await database.drop()
})

async function metric(series: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`)).text()
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))!
      .slice(series.length),
  )
}

const redisIs = (status: string) => (sight: Sight) => sight.report.checks['redis']?.status === status

test('Redis stopped, frozen and wiped while YogaFlow is used costs no request, and it comes back by itself', async (context) => {
  const load = await startLoad(yoga.url, { people: 20 })
  await lookUntil(yoga.url, redisIs('pass'), 2_000)
  const faults = {
    stopped: { take: redis.stop, give: redis.start },
    frozen: { take: redis.freeze, give: redis.thaw },
  }
  for (const [name, { take, give }] of Object.entries(faults)) {
    const before = load.outcomes.length
    await take()
    const down = await lookUntil(yoga.url, redisIs('fail'), 2_500)
    await pause(1_000)
    assert.equal(await metric('dependency_up{dependency="redis"}'), 0)
    assert.ok((await metric('limit_local_counts_total')) > 0)
    assert.deepEqual(new Set(down.sights.map(({ ready }) => ready)), new Set([200]), 'it can do without')
    await give()
    const up = await lookUntil(yoga.url, redisIs('pass'), 10_000)
    assert.equal(await metric('dependency_up{dependency="redis"}'), 1)
    const during = load.outcomes.slice(before)
    context.diagnostic(
      `${name}: seen after ${down.afterMs} ms, back after ${up.afterMs} ms, longest request ${quantile(during, 1)} ms`,
    )
    assert.ok(quantile(during, 1) < 3_000)
  }
  await redis.stop()
  await redis.start()
  await lookUntil(yoga.url, redisIs('pass'), 10_000)
  const outcomes = await load.stop()
  context.diagnostic(JSON.stringify(tally(outcomes)))
  for (const { what, status, error } of outcomes)
    assert.ok(status === 200 || status === 201, `${what} ${status} ${error}`)
})
