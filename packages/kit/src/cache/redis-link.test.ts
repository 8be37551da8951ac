import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { startPrivateService } from '../testing/private-service.ts'
import { skipWithout } from '../testing/services.ts'
import { createRedisLink, RedisUnavailable } from './redis-link.ts'
import { defineScript, runScript } from './redis-script.ts'

const WITHIN_MS = 30_000

/** Commands are given more time than a busy machine ever takes for one, except where the wait itself is looked at. */
async function connect(url: string, waitMs = 10_000) {
  const heard: string[] = []
  const link = createRedisLink({ url, name: 'test', waitMs, onChange: (state) => heard.push(state) })
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
    const { link, heard, ping } = await connect(server.url, 1_000)
    await link.ready(WITHIN_MS)
    server.freeze()
    const together = await Promise.all(Array.from({ length: 100 }, () => refusal(ping)))
    assert.ok(Math.min(...together) > 990, 'the server was given its time')
    assert.deepEqual(heard, ['up', 'down'])
    assert.ok((await refusal(ping)) < 900, 'nobody waits any more')
    server.thaw()
    assert.equal(await link.ready(WITHIN_MS), true)
    assert.equal(await ping(), 'PONG')
    assert.deepEqual(heard, ['up', 'down', 'up'])
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
