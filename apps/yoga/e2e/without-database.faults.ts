import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import { after, describe, test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startBreakableLink } from '@groundwork/kit/testing/breakable-link'
import { startPrivateService } from '@groundwork/kit/testing/private-service'
import { quantile, register, send, startLoad, tally, unlimited, type Outcome } from './practice-load.ts'
import { startProcess } from './start-process.ts'
import { look, lookUntil, type Sight } from './watch-health.ts'

const METRICS_PORT = 9_472
const server = await startPrivateService('postgres')
after(server.close)
const link = await startBreakableLink(Number(new URL(server.url).port))
after(link.close)
const databaseUrl = link.through(server.url)

/** What the database says on a connection of the test's own, which no fault touches. */
async function ask(text: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}

/** Answers are whole, in bounded time and either a success or a 503 that says when to come back; nothing acknowledged is lost. */
async function nothingLost(outcomes: readonly Outcome[], context: TestContext, longestMs: number) {
  context.diagnostic(`${JSON.stringify(tally(outcomes))}, longest ${quantile(outcomes, 1)} ms`)
  for (const { what, status, error, retryAfter } of outcomes) {
    assert.ok(status !== undefined && [200, 201, 503].includes(status), `${what} ${status} ${error}`)
    if (status === 503) assert.match(retryAfter!, /^[1-9]\d*$/)
  }
  assert.ok(quantile(outcomes, 1) < longestMs, `${quantile(outcomes, 1)} ms`)
  const kept = new Set((await ask('select session_id from practice_sessions')).map(([id]) => id))
  const recorded = outcomes.flatMap((outcome) => outcome.recorded ?? [])
  assert.ok(recorded.length > 0)
  for (const id of recorded) assert.ok(kept.has(id), `session ${id} was acknowledged and is gone`)
}

/**
 * No answer takes the process 100 ms, from the arrival of the request to its end. What the asker sees adds how long both wait for a
 * processor, as the answer about the process itself does: the median of what comes on top is under 100 ms too.
 */
async function promptly(sights: readonly Sight[], context: TestContext) {
  const times = sights.map(({ tookMs }) => ({ durationMs: tookMs }))
  const beyond = sights.map(({ tookMs, liveMs }) => ({ durationMs: tookMs - liveMs }))
  const taken = await takenBy(/^\/health/)
  context.diagnostic(
    `${sights.length} looks at the health: median ${quantile(times, 0.5)} ms, ${quantile(beyond, 0.5)} ms more than liveness, longest ${quantile(times, 1)} ms; within the process ${taken.within100ms} of ${taken.count} took under 100 ms`,
  )
  assert.ok(taken.count >= 3 * sights.length)
  assert.equal(taken.within100ms, taken.count)
  assert.ok(quantile(beyond, 0.5) < 100)
  assert.ok(quantile(times, 1) < 1_000)
  assert.deepEqual(new Set(sights.map(({ live }) => live)), new Set([200]), 'the process itself is well')
}

/** How many answers of these routes the process has given, and how many of them took it less than 100 ms. */
async function takenBy(route: RegExp) {
  const text = await (await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`)).text()
  let [count, within100ms] = [0, 0]
  for (const [, series, labels, value] of text.matchAll(
    /^http_server_request_duration_seconds_(count|bucket)\{(.*)\} (\d+)$/gm,
  )) {
    if (!route.test(/http_route="([^"]*)"/.exec(labels!)![1]!)) continue
    if (series === 'count') count += Number(value)
    else if (labels!.includes('le="0.1"')) within100ms += Number(value)
  }
  return { count, within100ms }
}

describe('YogaFlow under load', async () => {
  const yoga = await startProcess({
    env: { ...unlimited, DATABASE_URL: databaseUrl, METRICS_PORT: String(METRICS_PORT) },
  })
  after(yoga.stop)

  test('goes on by itself when PostgreSQL has been restarted, and loses nothing', async (context) => {
    const load = await startLoad(yoga.url, { people: 20 })
    await load.next(201)
    await server.stop()
    const down = await lookUntil(yoga.url, ({ ready }) => ready === 503, 2_500)
    assert.equal(down.sights.at(-1)!.report.checks['database']!.status, 'fail')
    await load.next(503)
    await server.start()
    const up = await lookUntil(yoga.url, ({ ready }) => ready === 200, 5_000)
    await load.next(201)
    context.diagnostic(`not ready after ${down.afterMs} ms, ready again after ${up.afterMs} ms`)
    await promptly([...down.sights, ...up.sights], context)
    await nothingLost(await load.stop(), context, 10_000)
    const earned = `
      select count(*) from users u where exists (select from practice_sessions s where s.user_id = u.user_id)
      and not exists (select from user_achievements a where a.user_id = u.user_id)`
    const startedMs = performance.now()
    while (Number((await ask(earned))[0]![0]) > 0) {
      assert.ok(performance.now() - startedMs < 60_000, 'events waited and were then handled')
      await pause(100)
    }
  })

  test('answers within bounds while PostgreSQL is silent, and goes on by itself when it is heard', async (context) => {
    const load = await startLoad(yoga.url, { people: 20 })
    await load.next(201)
    link.stall()
    const down = await lookUntil(yoga.url, ({ ready }) => ready === 503, 3_000)
    const sights = [...down.sights]
    const answered = new AbortController()
    void load.next(503).then(() => answered.abort())
    while (!answered.signal.aborted) {
      sights.push(await look(yoga.url))
      await pause(100)
    }
    await link.mend()
    const up = await lookUntil(yoga.url, ({ ready }) => ready === 200, 5_000)
    await load.next(201)
    context.diagnostic(`not ready after ${down.afterMs} ms, ready again after ${up.afterMs} ms`)
    await promptly(sights, context)
    await nothingLost(await load.stop(), context, 25_000)
  })
})

test('five hundred callers share two connections; those who would wait too long are told to come back', async (context) => {
  const yoga = await startProcess({ env: { ...unlimited, DATABASE_URL: databaseUrl, DATABASE_POOL: '2' } })
  after(yoga.stop)
  const [token] = await register(yoga.url, ['crowd'])
  const agent = new Agent({ keepAlive: true })
  after(() => agent.destroy())
  const start = { method: 'POST', token: token!, body: {} }
  assert.equal((await send(agent, `${yoga.url}/api/v1/sessions/start`, start)).status, 201)
  // Nobody keeps the answer to this question, so each asks the database.
  const crowd = async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, async () => {
        const startedMs = performance.now()
        const { status, headers } = await send(agent, `${yoga.url}/api/v1/sessions/current`, {
          token: token!,
        })
        return { status, retryAfter: headers['retry-after'], durationMs: performance.now() - startedMs }
      }),
    )
    const statuses = Object.entries(Object.groupBy(answers, ({ status }) => status))
    const counts = statuses.map(([status, all]) => `${all!.length} times ${status}`).join(', ')
    context.diagnostic(`${counts}, longest ${quantile(answers, 1)} ms`)
    return answers
  }
  const free = await crowd()
  assert.deepEqual(new Set(free.map(({ status }) => status)), new Set([200]))

  const blocker = new pg.Client({ connectionString: server.url })
  await blocker.connect()
  await blocker.query('begin; lock table practice_sessions in access exclusive mode')
  const blocked = crowd()
  await pause(1_000)
  const { ready, report } = await look(yoga.url)
  assert.deepEqual([ready, report.checks['database']!.status], [200, 'pass'], 'busy is not broken')
  const held = await ask("select count(*)::int from pg_stat_activity where application_name = 'yogaflow'")
  assert.deepEqual(held, [[3]], 'two, and one to ask whether the database answers')
  await pause(6_000)
  await blocker.query('commit')
  await blocker.end()
  const answers = await blocked
  const refused = answers.filter(({ status }) => status === 503)
  assert.ok(refused.length > 0 && refused.length < 500)
  for (const { retryAfter } of refused) assert.match(retryAfter!, /^[1-9]\d*$/)
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200, 503]))
  assert.ok(quantile(answers, 1) < 15_000)
  assert.deepEqual(new Set((await crowd()).map(({ status }) => status)), new Set([200]))
})
