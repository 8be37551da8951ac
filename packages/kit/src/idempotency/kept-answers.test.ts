import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, beforeEach, describe, test } from 'node:test'
import { z } from 'zod'
import type { Db } from '../db/database.ts'
import { joinErrors } from '../errors/define-errors.ts'
import { endpoint } from '../http/endpoint.ts'
import { fail } from '../http/errors.ts'
import { handlerFor, type Principal } from '../http/handler.ts'
import { idempotencyKeyOf, takingKeys } from '../http/idempotency-key.ts'
import { bareErrors, createBareServer } from '../testing/bare-server.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { skipWithout } from '../testing/services.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { idempotencyErrors } from './errors.ts'
import { createKeptAnswers } from './kept-answers.ts'
import { request as killed, walk } from './killed-request.fixture.ts'

const database = await createTestDatabase({ template: await kitTemplate() })
const { db } = database
after(() => database.drop())
const clock = createFakeClock(new Date().toISOString())
const kept = createKeptAnswers({ db, clock, leaseMs: 35_000 })
const DAY_MS = 86_400_000

const rows = async (text: string) => (await db.execute({ shape: 'test.rows', text, values: [] })).rows
await rows('create table walks (name text not null)')
const walks = async () => (await rows('select name from walks order by name')).flat()

const execute = (on: Db, text: string) => on.execute({ shape: 'test.execute', text, values: [] })
const handle = handlerFor<{ db: Db }, Principal>()
const post = {
  method: 'POST',
  permission: 'signed_in',
  limit: 'none',
  summary: 'for tests',
  examples: [],
} as const
const Walk = z.object({ name: z.string() })
let during = async () => {}

const bindings = takingKeys([
  handle(
    endpoint({
      ...post,
      id: 'walks.add',
      path: '/walks/:park',
      params: z.object({ park: z.string() }),
      body: Walk,
      ifMatch: true,
      responses: { 201: Walk },
      statements: 1,
      errors: ['route.not_found'],
    }),
    async ({ deps, body, answer }) => {
      const added = await deps.db.transaction((tx) => {
        const text = 'insert into walks values ($1) returning name'
        return tx.execute({ shape: 'test.add', text, values: [body.name] })
      })
      await during()
      answer.header('x-walks', '1')
      return { name: added.rows[0]![0] as string }
    },
  ),
  handle(
    endpoint({
      ...post,
      id: 'walks.end',
      method: 'DELETE',
      path: '/walks',
      responses: { 204: null },
      statements: 1,
    }),
    async ({ deps }) => void (await execute(deps.db, 'delete from walks')),
  ),
  handle(
    endpoint({ ...post, id: 'walks.leave', path: '/leave', responses: { 204: null }, statements: 0 }),
    ({ answer }) => void answer.header('set-cookie', 'secret=1'),
  ),
  handle(
    endpoint({
      ...post,
      id: 'walks.open',
      path: '/open',
      permission: 'public',
      responses: { 204: null },
      statements: 0,
    }),
    () => undefined,
  ),
])
const faults: unknown[] = []
const server = createBareServer(bindings as never, {
  deps: { db },
  bodyLimitBytes: 100_000,
  errors: joinErrors({ definitions: Object.fromEntries(bareErrors) }, idempotencyErrors),
  authenticate: async ({ authorization }) =>
    authorization === undefined
      ? undefined
      : { subject: authorization, permissions: new Set<string>(), carrier: 'bearer' },
  keyed: { answer: kept.answer, depsOn: (db) => ({ db }) },
  onFault: (error) => void faults.push(error),
})
after(() => server.close())

const send = async (
  key: string | undefined,
  { url = '/walks/north', method = 'POST', as = 'ann', name = 'round the lake', ifMatch = '' } = {},
) => {
  const answer = await server.inject({
    method: method as 'POST',
    url,
    headers: {
      authorization: as,
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(ifMatch !== '' && { 'if-match': ifMatch }),
    },
    ...(method === 'POST' && url !== '/leave' && { payload: { name } }),
  })
  const code = String(answer.headers['content-type']).includes('problem')
    ? (answer.json() as { code: string }).code
    : undefined
  return { status: answer.statusCode, body: answer.body, headers: answer.headers, code }
}

beforeEach(async () => {
  during = async () => {}
  await rows('truncate walks, kit.kept_answers')
})

describe('a request with a key', () => {
  test('is answered as the first time when it is repeated, and does nothing again', async () => {
    const first = await send('k1')
    assert.equal(first.status, 201)
    assert.equal(first.headers['idempotency-replayed'], undefined)
    for (const spelling of ['k1', '"k1"', '"k1";v=1']) {
      const again = await send(spelling)
      assert.deepEqual([again.status, again.body], [first.status, first.body])
      assert.equal(again.headers['idempotency-replayed'], 'true')
      assert.equal(again.headers['content-type'], first.headers['content-type'])
      assert.equal(again.headers['x-walks'], '1')
    }
    assert.deepEqual(await walks(), ['round the lake'])
  })

  test('of an empty answer too', async () => {
    assert.equal((await send('k1', { method: 'DELETE', url: '/walks' })).status, 204)
    const again = await send('k1', { method: 'DELETE', url: '/walks' })
    assert.deepEqual([again.status, again.body, again.headers['idempotency-replayed']], [204, '', 'true'])
  })

  test('has nothing to do with the same key of somebody else or of another operation', async () => {
    await send('k1')
    assert.equal((await send('k1', { as: 'bob' })).headers['idempotency-replayed'], undefined)
    assert.equal((await send('k1', { method: 'DELETE', url: '/walks' })).status, 204)
  })

  test('is refused when the key was sent with another body, for another path, or expecting something else', async () => {
    await send('k1')
    for (const other of [{ name: 'up the hill' }, { url: '/walks/south' }, { ifMatch: '"read-again"' }]) {
      const { status, code } = await send('k1', other)
      assert.deepEqual([status, code], [422, 'idempotency.key_reused'])
    }
    assert.deepEqual(await walks(), ['round the lake'])
  })

  test('is refused while the first is under way, and does not disturb it', async () => {
    let arrived = () => {}
    const isUnderWay = new Promise<void>((resolve) => (arrived = resolve))
    let finish = () => {}
    during = () => {
      arrived()
      return new Promise((resolve) => (finish = resolve))
    }
    const first = send('k1')
    await isUnderWay
    const repeats = db.driver.kind === 'postgres' ? [await send('k1')] : []
    finish()
    for (const { status, code, headers } of repeats)
      assert.deepEqual([status, code, headers['retry-after']], [409, 'idempotency.in_progress', '1'])
    assert.equal((await first).status, 201)
    assert.equal((await send('k1')).headers['idempotency-replayed'], 'true')
    assert.deepEqual(await walks(), ['round the lake'])
  })

  test('that broke a rule is refused the same way again, and what it had done is undone', async () => {
    during = async () => {
      throw fail('route.not_found')
    }
    const first = await send('k1')
    assert.deepEqual([first.status, first.code], [404, 'route.not_found'])
    during = async () => {}
    const again = await send('k1')
    assert.deepEqual([again.status, again.body], [404, first.body])
    assert.equal(again.headers['idempotency-replayed'], 'true')
    assert.deepEqual(await walks(), [])
  })

  test('that failed on our side is carried out when it is repeated', async () => {
    during = async () => Promise.reject(new Error('the disk is on fire'))
    assert.equal((await send('k1')).status, 500)
    assert.deepEqual(await walks(), [])
    during = async () => {}
    assert.equal((await send('k1')).status, 201)
    assert.deepEqual(await walks(), ['round the lake'])
  })

  test('may be nested deeper than anybody can walk, in a field that means nothing', async () => {
    const payload = `{"name":"far","surprise":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
    const headers = { authorization: 'ann', 'idempotency-key': 'k1', 'content-type': 'application/json' }
    const answer = () => server.inject({ method: 'POST', url: '/walks/north', headers, payload })
    assert.deepEqual([(await answer()).statusCode, (await answer()).statusCode], [201, 201])
    assert.deepEqual(await walks(), ['far'])
  })

  test('that is not valid is not kept, so that the key serves the corrected one', async () => {
    assert.equal((await send('k1', { name: 5 as never })).status, 422)
    assert.equal((await send('k1')).status, 201)
  })

  test('is carried out again after a day, and the answer is deleted by then', async () => {
    await send('k1')
    await send('k2')
    clock.advance(DAY_MS - 1)
    assert.equal(await kept.prune(db), 0)
    assert.equal((await send('k1')).headers['idempotency-replayed'], 'true')
    clock.advance(1)
    assert.equal((await send('k1', { name: 'another' })).status, 201)
    assert.equal(await kept.prune(db), 1)
    assert.deepEqual(await walks(), ['another', 'round the lake', 'round the lake'])
  })

  test('leaves nothing when the account is erased', async () => {
    await send('k1')
    await send('k1', { as: 'bob' })
    await kept.erase(db, 'ann')
    assert.deepEqual(await rows('select subject from kit.kept_answers'), [['bob']])
  })

  test('never has a cookie kept: an endpoint that answers one must not take keys', async () => {
    assert.equal((await send('k1', { url: '/leave' })).status, 500)
    assert.match(String(faults.at(-1)), /walks\.leave answers a cookie, which is not kept/)
  })
})

test('a key is a string of 1 to 255 characters, bare or quoted; callers who are not signed in have none', async () => {
  const keyOf = (key: string) => idempotencyKeyOf({ headers: { 'idempotency-key': key } })
  assert.equal(keyOf('8e03978e-40d5-43e8-bc93-6894a57f9324'), '8e03978e-40d5-43e8-bc93-6894a57f9324')
  assert.equal(keyOf(String.raw`"say \"a\\b\""`), String.raw`say "a\b"`)
  for (const malformed of ['', '""', '"open', 'a b', 'a,b', 'k1, k2', 'ä', '"ä"', 'x'.repeat(256)]) {
    const { status, code } = await send(malformed)
    assert.deepEqual([status, code], [400, 'request.malformed_key'], malformed)
  }
  assert.equal((await send('', { url: '/open' })).status, 204)
  assert.deepEqual(await walks(), [])
})

const skip = skipWithout('postgres')

test(
  'an attempt that comes back after its lease changes nothing, for another one has taken over',
  { skip },
  async () => {
    let arrived = () => {}
    const isUnderWay = new Promise<void>((resolve) => (arrived = resolve))
    let goOn = () => {}
    const isOver = new Promise<void>((resolve) => (goOn = resolve))
    const late = kept.answer(
      killed,
      async (db) => {
        const answer = await walk('late')(db)
        arrived()
        await isOver
        return answer
      },
      () => undefined,
    )
    await isUnderWay
    clock.advance(35_000)
    assert.equal((await kept.answer(killed, walk('in time'), () => undefined)).isRepeated, false)
    goOn()
    await assert.rejects(late, { code: 'idempotency.in_progress' })
    assert.deepEqual(await walks(), ['in time'])
    assert.equal((await kept.answer(killed, walk('again'), () => undefined)).answer.body, 'in time')
  },
)

describe('when the process is killed', { skip }, () => {
  async function killAt(moment: 'before' | 'after') {
    const fixture = `${import.meta.dirname}/killed-request.fixture.ts`
    const child = spawn(process.execPath, [fixture, database.url!, moment], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await child.stdout[Symbol.asyncIterator]().next()
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const repeat = () => kept.answer(killed, walk('again'), () => undefined)

  test('before it answered, nothing has happened; the repeated request waits for the lease and is then carried out', async () => {
    await killAt('before')
    // The other process has the clock of the machine.
    clock.set(new Date().toISOString())
    assert.deepEqual(await walks(), [])
    await assert.rejects(repeat(), { code: 'idempotency.in_progress' })
    clock.advance(36_000)
    const { answer, isRepeated } = await repeat()
    assert.deepEqual([answer.body, isRepeated], ['again', false])
    assert.deepEqual(await walks(), ['again'])
  })

  test('after it had happened, before anybody heard, the repeated request is told its answer', async () => {
    await killAt('after')
    clock.set(new Date().toISOString())
    const { answer, isRepeated } = await repeat()
    assert.deepEqual([answer.status, answer.body, isRepeated], [201, 'after', true])
    assert.deepEqual(await walks(), ['after'])
  })
})
