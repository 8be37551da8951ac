import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startBreakableLink } from '../testing/breakable-link.ts'
import { startPrivateService } from '../testing/private-service.ts'
import { skipWithout } from '../testing/services.ts'
import { createRedisLink, RedisUnavailable } from './redis-link.ts'
import { defineScript, runScript } from './redis-script.ts'

const WITHIN_MS = 30_000

/** Commands are given more time than a busy machine ever takes for one, except where the wait itself is looked at. */
async function connect(url: string, waitMs = 10_000, patientMs = 5 * waitMs) {
  const heard: string[] = []
  const onChange = (state: string) => void heard.push(state)
  const link = createRedisLink({ url, name: 'test', waitMs, patientMs, onChange })
  after(link.close)
  return { link, heard, ping: () => link.run((redis) => redis.ping()) }
}

/** How long it takes until a command is refused. */
async function refusal(ping: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  await assert.rejects(ping, RedisUnavailable)
  return performance.now() - startedMs
}

describe('a connection to Redis', { skip: skipWithout('redis') }, () => {
  test('refuses at once when nobody listens, and can be closed', async () => {
    const { link, heard, ping } = await connect('redis://127.0.0.1:1')
    assert.equal(await link.ready(50), false)
    await assert.rejects(ping, RedisUnavailable)
    await link.close()
    await link.close()
    assert.deepEqual(heard, [])
  })

  test('refuses while the server is down, and works again when it is back', async () => {
    const server = await startPrivateService('redis')
    after(server.close)
    const { link, heard, ping } = await connect(server.url)
    assert.equal(await link.ready(WITHIN_MS), true)
    assert.equal(await ping(), 'PONG')
    await server.stop()
    await assert.rejects(ping, RedisUnavailable)
    await server.start()
    assert.equal(await link.ready(WITHIN_MS), true)
    assert.equal(await ping(), 'PONG')
    assert.deepEqual(heard, ['up', 'down', 'up'])
  })

  test('waits for a frozen server once, refuses at once then, and works again when it thaws', async () => {
    const server = await startPrivateService('redis')
    after(server.close)
    const { link, heard, ping } = await connect(server.url, 200)
    const patientPing = () => link.run((redis) => redis.ping(), 'patient')
    await link.ready(WITHIN_MS)
    server.freeze()
    const patient = Array.from({ length: 100 }, () => refusal(patientPing))
    const brief = await Promise.all(Array.from({ length: 100 }, () => refusal(ping)))
    assert.ok(Math.min(...brief) > 190, 'the server was given its time')
    assert.deepEqual(heard, ['up', 'slow'])
    assert.ok(Math.min(...(await Promise.all(patient))) > 990, 'and more by those who have more')
    assert.deepEqual(heard, ['up', 'slow', 'down'])
    assert.ok((await refusal(ping)) < 190, 'nobody waits any more')
    assert.ok((await refusal(patientPing)) < 900)
    server.thaw()
    assert.equal(await link.ready(WITHIN_MS), true)
    assert.deepEqual([await ping(), await patientPing()], ['PONG', 'PONG'])
    assert.equal(heard.at(-1), 'up')
  })

  test('a server that answers late is silent to brief callers only, until it answers in time', async () => {
    const server = await startPrivateService('redis')
    const way = await startBreakableLink(Number(new URL(server.url).port))
    after(async () => {
      await way.close()
      await server.close()
    })
    const { link, heard, ping } = await connect(way.through(server.url), 50, 10_000)
    await link.ready(WITHIN_MS)
    way.delayAnswers(200)
    while (!heard.includes('slow')) await ping().catch(() => {})
    for (let i = 0; i < 3; i++) assert.equal(await link.run((redis) => redis.ping(), 'patient'), 'PONG')
    await assert.rejects(ping, RedisUnavailable)
    assert.deepEqual(heard, ['up', 'slow'])
    way.delayAnswers(0)
    assert.equal(await link.ready(WITHIN_MS), true)
    assert.deepEqual(heard, ['up', 'slow', 'up'])
  })

  test('a command that the server refuses fails alone', async () => {
    const server = await startPrivateService('redis')
    after(server.close)
    const { link, heard, ping } = await connect(server.url)
    await link.ready(WITHIN_MS)
    await link.run((redis) => redis.set('word', 'text'))
    await assert.rejects(
      link.run((redis) => redis.incr('word')),
      /Redis refused: ERR value is not an integer/,
    )
    assert.equal(await ping(), 'PONG')
    assert.deepEqual(heard, ['up'])
  })

  test('a process that was held up itself does not take the server for silent', async () => {
    const server = await startPrivateService('redis')
    after(server.close)
    const { link, heard, ping } = await connect(server.url, 400)
    await link.ready(WITHIN_MS)
    const answer = ping()
    await new Promise(setImmediate)
    const untilMs = performance.now() + 800
    while (performance.now() < untilMs);
    assert.equal(await answer, 'PONG')
    assert.deepEqual(heard, ['up'])
  })

  test('a script runs although the server has never seen it, or has forgotten it', async () => {
    const server = await startPrivateService('redis')
    after(server.close)
    const { link } = await connect(server.url)
    await link.ready(WITHIN_MS)
    const add = defineScript('return redis.call("incrby", KEYS[1], ARGV[1])')
    const run = () => link.run((redis) => runScript(redis, add, ['sum'], [2]))
    assert.deepEqual([await run(), await run()], [2, 4])
    await link.run((redis) => redis.script('FLUSH'))
    assert.equal(await run(), 6)
  })
})
