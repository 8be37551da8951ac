import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { after, test } from 'node:test'
import pg from 'pg'
import { startPrivateService } from './private-service.ts'
import { findService, skipWithout } from './services.ts'

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('the server named in the environment is used, and must answer', async () => {
  const service = await startPrivateService('redis')
  const named = { TEST_REDIS_URL: service.url }
  assert.partialDeepStrictEqual(await findService('redis', named), {
    url: service.url,
    source: 'environment',
  })
  await service.close()
  await assert.rejects(findService('redis', named), /TEST_REDIS_URL names a server .*ECONNREFUSED/)
})

test('a server that refuses, or is another one, is told apart without showing its password', async () => {
  const service = await startPrivateService('nats')
  after(() => service.close())
  const { host } = new URL(service.url)
  const TEST_DATABASE_URL = `postgres://user:hidden@${host}/postgres`
  await assert.rejects(findService('postgres', { TEST_DATABASE_URL }), (error: Error) => {
    assert.match(error.message, /TEST_DATABASE_URL/)
    assert.doesNotMatch(error.message, /hidden/)
    return true
  })
  await assert.rejects(findService('redis', { TEST_REDIS_URL: `redis://${host}` }), /TEST_REDIS_URL/)
})

test('without servers when embedded is asked for, and no other word is taken', async () => {
  assert.equal(await findService('postgres', { TEST_SERVICES: 'embedded' }), undefined)
  await assert.rejects(findService('postgres', { TEST_SERVICES: 'none' }), /TEST_SERVICES is "none"/)
})

for (const name of ['redis', 'nats'] as const) {
  test(`a private ${name} is found usable, goes down and comes back at its address`, async () => {
    const variable = name === 'redis' ? 'TEST_REDIS_URL' : 'TEST_NATS_URL'
    const service = await startPrivateService(name)
    const named = { [variable]: service.url }
    assert.equal((await findService(name, named))?.url, service.url)
    await service.stop()
    await assert.rejects(findService(name, named))
    await service.start()
    assert.equal((await findService(name, named))?.url, service.url)
    await service.close()
    await service.close()
    await assert.rejects(findService(name, named))
  })
}

test('a private PostgreSQL keeps its data over a stop and leaves nothing behind when closed', async () => {
  const service = await startPrivateService('postgres')
  const [{ dir }] = (await ask(service.url, `select current_setting('data_directory') as dir`)) as [
    { dir: string },
  ]
  await ask(service.url, 'create table kept as select 42 as answer')
  await service.stop()
  await assert.rejects(ask(service.url, 'select 1'), /ECONNREFUSED/)
  await service.start()
  assert.deepEqual(await ask(service.url, 'select answer from kept'), [{ answer: 42 }])
  assert.equal(existsSync(dir), true)
  await service.close()
  assert.equal(existsSync(dir), false)
})

test('a test that needs servers says which when there are none', () => {
  const before = process.env.TEST_SERVICES
  after(() => {
    if (before === undefined) delete process.env.TEST_SERVICES
    else process.env.TEST_SERVICES = before
  })
  process.env.TEST_SERVICES = 'embedded'
  assert.equal(skipWithout('postgres', 'redis'), 'needs PostgreSQL and Redis')
  process.env.TEST_SERVICES = ''
  assert.equal(skipWithout('postgres'), false)
})
