import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startBalancer } from '@groundwork/kit/testing/balancer'
import { createTestDatabase } from '@groundwork/kit/testing/test-database'
import { yogaTemplate } from '../src/testing/template.ts'
import { quantile, startLoad, tally, unlimited, type Outcome } from './practice-load.ts'
import { startProcess } from './start-process.ts'

const PROCESSES = 3
const DRAIN_MS = 1_000

const template = await yogaTemplate()

/** Starts processes that share a database as those of one installation do; the n-th always on the same port. */
async function installation(drainMs: number) {
  const database = await createTestDatabase({ engine: 'postgres', template })
  after(database.drop)
  const env = {
    ...unlimited,
    DATABASE_URL: database.url!,
    TOKEN_KEYS: `test:${Buffer.from('a key for tests, of more than 32 bytes').toString('base64url')}`,
    DRAIN_MS: String(drainMs),
  }
  const start = (url?: string) =>
    startProcess({ env: { ...env, ...(url !== undefined && { YOGA_PORT: new URL(url).port }) } })
  const keptSessions = async () => {
    const text = 'select session_id from practice_sessions'
    const { rows } = await database.db.execute({ shape: 'test.sessions', text, values: [] })
    return new Set(rows.map(([id]) => id as number))
  }
  return { start, keptSessions }
}

/** Every request was answered as it should be, and what was acknowledged is kept. */
function noneFailed(outcomes: readonly Outcome[], kept: ReadonlySet<number>, context: TestContext) {
  context.diagnostic(`${JSON.stringify(tally(outcomes))}, longest ${quantile(outcomes, 1)} ms`)
  const failed = outcomes.filter(({ status }) => status !== 200 && status !== 201)
  assert.deepEqual(failed, [])
  const recorded = outcomes.flatMap((outcome) => outcome.recorded ?? [])
  assert.ok(recorded.length > 0)
  for (const id of recorded) assert.ok(kept.has(id), `session ${id} was acknowledged and is gone`)
  assert.equal(recorded.length, kept.size, 'and nothing is kept twice')
}

test('a process that is told to stop under load answers every request it was sent', async (context) => {
  const { start, keptSessions } = await installation(500)
  const yoga = await start()
  const load = await startLoad(yoga.url, { people: 30, thinkMs: 1, untilClosed: true })
  await pause(1_000)
  const before = load.outcomes.length
  assert.equal(await yoga.terminate(), 0)
  const outcomes = await load.stop()
  assert.ok(outcomes.length > before, 'requests came after the signal')
  noneFailed(outcomes, await keptSessions(), context)
})

test('three processes restarted one by one behind a balancer that retries nothing fail no request', async (context) => {
  const { start, keptSessions } = await installation(DRAIN_MS)
  const running = await Promise.all(Array.from({ length: PROCESSES }, () => start()))
  const balancer = await startBalancer(
    running.map(({ url }) => url),
    { path: '/health/ready', everyMs: 100 },
  )
  const load = await startLoad(balancer.url, { people: 30, thinkMs: 2 })
  for (const [n, { url, terminate }] of running.entries()) {
    await pause(500)
    assert.equal(await terminate(), 0)
    running[n] = await start(url)
    await balancer.isReady(url)
  }
  await pause(500)
  const outcomes = await load.stop()
  const shares = balancer.shares()
  await balancer.close()
  for (const { terminate } of running) assert.equal(await terminate(), 0)
  context.diagnostic(`requests by process: ${shares.join(', ')}`)
  assert.ok(shares.every((share) => share > 0))
  noneFailed(outcomes, await keptSessions(), context)
})
