import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { after, afterEach, before, describe, test } from 'node:test'
import { startPrivateService, type PrivateService } from '../testing/private-service.ts'
import { skipWithout } from '../testing/services.ts'
import { createDb, type Db, type Executor } from './database.ts'
import { createPostgresDriver, type PostgresOptions } from './postgres-driver.ts'

const limits = { maxConnections: 1, acquireTimeoutMs: 5_000, statementTimeoutMs: 5_000 }
const unavailable = {
  code: 'database.unavailable',
  status: 503,
  retryable: true,
  headers: { 'retry-after': '2' },
}
/** One of the protocol's messages, as servers send them. */
function message(type: string, body: string): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(4 + Buffer.byteLength(body))
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)])
}

const overloaded = { ...unavailable, code: 'database.overloaded' }

describe('a PostgreSQL server', { skip: skipWithout('postgres') }, () => {
  let server: PrivateService
  const opened: Db[] = []
  before(async () => {
    server = await startPrivateService('postgres')
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((db) => db.close()))
  })
  after(() => server.close())

  function open(options: Partial<PostgresOptions> = {}): Db {
    const db = createDb(createPostgresDriver({ ...limits, url: server.url, ...options }))
    opened.push(db)
    return db
  }

  const ask = async (on: Executor, text: string) =>
    (await on.execute({ shape: 'test.ask', text, values: [] })).rows[0]?.[0]
  const session = (on: Executor) => ask(on, 'select pg_backend_pid()')

  test('shows its operators whose connections it holds', async () => {
    const nameIn = (options: Partial<PostgresOptions>) => ask(open(options), 'show application_name')
    assert.equal(await nameIn({ name: 'yogaflow' }), 'yogaflow')
    const url = `${server.url}?application_name=second`
    assert.equal(await nameIn({ name: 'yogaflow', url }), 'second')
  })

  test('that is stopped makes requests fail as unavailable, and serves again once it is back', async () => {
    const db = open()
    assert.equal(await ask(db, 'select 1'), 1)
    await server.stop()
    await assert.rejects(ask(db, 'select 1'), unavailable)
    await assert.rejects(
      db.transaction((tx) => ask(tx, 'select 1')),
      unavailable,
    )
    await server.start()
    assert.equal(await ask(db, 'select 1'), 1)
  })

  test('that stops in the middle of a transaction makes it fail as unavailable', async () => {
    const db = open()
    const interrupted = db.transaction(async (tx) => {
      await ask(tx, 'select 1')
      await server.stop()
      await ask(tx, 'select 2')
    })
    await assert.rejects(interrupted, unavailable)
    await server.start()
    assert.equal(await ask(db, 'select 3'), 3)
  })

  test('that ends an idle session is connected to again, and the loss is told', async () => {
    const { promise: lost, resolve: onIdleError } = Promise.withResolvers<Error>()
    const db = open({ onIdleError })
    const other = open()
    const ended = await session(db)
    await ask(other, `select pg_terminate_backend(${ended})`)
    assert.match((await lost).message, /terminat/)
    assert.notEqual(await session(db), ended)
  })

  test('that ends the session of a transaction makes it fail as unavailable, and the next one gets another', async () => {
    const db = open()
    const other = open()
    let ended: unknown
    const interrupted = db.transaction(async (tx) => {
      ended = await session(tx)
      await ask(other, `select pg_terminate_backend(${ended}, 5000)`)
      await ask(tx, 'select 1')
    })
    await assert.rejects(interrupted, unavailable)
    assert.notEqual(await session(db), ended)
  })

  test('whose connections are all in use makes others fail as overloaded after the time to wait', async () => {
    const db = open({ acquireTimeoutMs: 1_000 })
    await db.driver.reserve(async () => {
      await assert.rejects(ask(db, 'select 1'), overloaded)
    })
    assert.equal(await ask(db, 'select 1'), 1)
  })

  test('that works too long on a statement gives it up as overloaded and keeps the session', async () => {
    const db = open({ statementTimeoutMs: 300 })
    const used = await session(db)
    await assert.rejects(ask(db, 'select pg_sleep(60)'), overloaded)
    await assert.rejects(
      db.transaction((tx) => ask(tx, 'select pg_sleep(60)')),
      overloaded,
    )
    assert.equal(await session(db), used)
  })

  test('answers a ping while its connections are at work', async () => {
    const db = open()
    await db.driver.reserve(() => db.driver.ping())
  })

  test('that ends a session in the moment in which it begins makes requests fail as unavailable, and ends nothing else', async () => {
    const goingDown = createServer((socket) => {
      const greeting = [message('R', '\0\0\0\0'), message('Z', 'I')]
      const farewell = message('E', 'SFATAL\0C57P01\0Mterminating connection\0\0')
      socket.on('error', () => {})
      socket.once('data', () => socket.end(Buffer.concat([...greeting, farewell])))
    })
    await once(goingDown.listen(0, '127.0.0.1'), 'listening')
    const { port } = goingDown.address() as AddressInfo
    const db = open({ url: `postgres://nobody@127.0.0.1:${port}/none` })
    await assert.rejects(ask(db, 'select 1'), unavailable)
    await assert.rejects(
      db.transaction((tx) => ask(tx, 'select 1')),
      unavailable,
    )
    goingDown.close()
  })

  test('that cannot be found makes requests fail as unavailable', async () => {
    const db = open({ url: 'postgres://nobody@127.0.0.1:1/none' })
    await assert.rejects(ask(db, 'select 1'), unavailable)
  })

  test('keeps the session of a statement that failed, with what it has prepared', async () => {
    const db = open()
    const used = await session(db)
    const divide = { name: 'test.divide', shape: 'test.divide', text: 'select 1 / $1::int' }
    await assert.rejects(db.execute({ ...divide, values: [0] }), { code: '22012' })
    assert.deepEqual((await db.execute({ ...divide, values: [1] })).rows, [[1]])
    assert.equal(await session(db), used)
    const prepared = await ask(db, `select count(*) from pg_prepared_statements where name = 'test.divide'`)
    assert.equal(prepared, 1)
  })

  test('is not sent a statement whose value has no text, and takes the others of the session', async () => {
    const db = open()
    const day = { name: 'test.day', shape: 'test.day', text: 'select $1::date' }
    const never = new Date(Number.NaN)
    await db.driver.reserve(async (connection) => {
      await assert.rejects(connection.query({ ...day, values: [never] }), RangeError)
      const result = await connection.query({ ...day, values: [new Date(0)] })
      assert.deepEqual(result.rows, [['1970-01-01']])
    })
  })

  test('loses a session whose transaction was left open, also by work that did not fail', async () => {
    const db = open()
    const used = await session(db)
    await db.driver.reserve((connection) => connection.script('begin'))
    assert.notEqual(await session(db), used)
  })

  test('with a hook that fails after the commit: the others run, and the process ends as for any uncaught error', async () => {
    const module = (name: string) => JSON.stringify(import.meta.resolve(name))
    const program = `
      const { createDb } = await import(${module('./database.ts')})
      const { createPostgresDriver } = await import(${module('./postgres-driver.ts')})
      const db = createDb(createPostgresDriver(${JSON.stringify({ ...limits, url: server.url })}))
      const value = await db.transaction(async (tx) => {
        tx.afterCommit(() => { throw new Error('the hook failed') })
        tx.afterCommit(() => console.log('the next hook ran'))
        return 'committed'
      })
      console.log(value)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [out, error] = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray())
    const [exitCode] = (await once(child, 'close')) as [number]
    assert.equal((await out!).join(''), 'the next hook ran\ncommitted\n')
    assert.match((await error!).join(''), /the hook failed/)
    assert.equal(exitCode, 1)
  })
})
