import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import { formatApiKey, newApiKey, parseApiKey } from '@groundwork/kit/auth/api-key-text'
import { recordStatements, type StatementRecord } from '@groundwork/kit/db/database'
import { bearer } from '../testing/accounts.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp({ env: { LIMIT_REFUSED: '3/min', TRUSTED_PROXIES: '127.0.0.1' } })
const { send, deps, ids, clock } = app
const url = '/api/v1/auth/me'
const library = '/api/v1/sequences'

const wanted = { subject: String(ids.admin), name: 'Watch', scopes: ['profile.read'], lifeMs: 86_400_000 }
const makeKey = async () => (await deps.db.transaction((tx) => deps.signIn.apiKeys.create(tx, wanted)))!.text
const guess = () => ({ 'x-api-key': formatApiKey(newApiKey('test')) })
const statementsOf = async (work: () => Promise<unknown>) => {
  const statements: StatementRecord[] = []
  await recordStatements(statements, work)
  return statements.map(({ name }) => name)
}
const from = async (address: string, headers: Record<string, string>, path = url) =>
  send({ url: path, headers: { 'x-forwarded-for': address, ...headers } })
const statusesOf = async (times: number, request: () => ReturnType<typeof from>) => {
  const statuses = []
  for (let i = 0; i < times; i++) statuses.push((await request()).status)
  return statuses
}

describe('credentials that are refused', () => {
  beforeEach(() => clock.advance(60_000))

  test('are counted by address: made-up keys that are well formed get 429 and cost no statement any more', async () => {
    const refused = await from('192.0.2.1', guess())
    assert.deepEqual(
      [refused.status, refused.headers['ratelimit-policy'], refused.headers['ratelimit']],
      [401, '"refused";q=3;w=60', '"refused";r=2;t=60'],
    )
    assert.deepEqual(await statusesOf(3, () => from('192.0.2.1', guess())), [401, 401, 429])
    const read = await statementsOf(async () => {
      const { status, json, headers } = await from('192.0.2.1', guess())
      assert.deepEqual([status, json.code], [429, 'limit.exceeded'])
      assert.deepEqual([headers['retry-after'], headers['ratelimit']], ['60', '"refused";r=0;t=60'])
    })
    assert.deepEqual(read, [])
    assert.equal((await from('192.0.2.2', guess())).status, 401, 'another address')
    clock.advance(60_000)
    assert.equal((await from('192.0.2.1', guess())).status, 401, 'a minute later')
  })

  test('are counted together, whatever they are and wherever they are sent', async () => {
    const key = await makeKey()
    for (const headers of [bearer('guess'), { cookie: 'yoga_session=guess' }, bearer(`${key}0`)])
      assert.equal((await from('192.0.2.3', headers)).status, 401)
    assert.equal((await from('192.0.2.3', bearer('guess'))).status, 429)
    assert.equal((await from('192.0.2.3', bearer('guess'), library)).status, 429)
  })

  test('make a guest of whoever sends them where guests are welcome, and are counted all the same', async () => {
    const guesses = () => from('192.0.2.4', guess(), library)
    assert.deepEqual(await statusesOf(4, guesses), [200, 200, 200, 429])
    const malformed = () => from('192.0.2.5', guess(), `${library}?page=0`)
    assert.deepEqual(await statusesOf(4, malformed), [422, 422, 422, 429])
    assert.deepEqual(await statementsOf(malformed), [])
  })

  test('leave in peace what is valid and what carries none, from the same address', async () => {
    const [known, unknown] = [await makeKey(), await makeKey()]
    const token = await app.tokenOf('user')
    assert.equal((await from('192.0.2.6', bearer(known))).status, 200)
    await statusesOf(4, () => from('192.0.2.6', guess()))
    // What is remembered of a key is read anew after ten seconds.
    clock.advance(20_000)
    assert.deepEqual(await statusesOf(9, () => from('192.0.2.6', bearer(known))), Array(9).fill(200))
    assert.deepEqual(await statusesOf(9, () => from('192.0.2.6', bearer(token))), Array(9).fill(200))
    assert.equal((await from('192.0.2.6', {}, library)).status, 200)
    assert.equal((await from('192.0.2.6', {})).status, 401)
    const { status, headers } = await from('192.0.2.6', bearer(unknown))
    assert.deepEqual([status, headers['retry-after']], [429, '40'], 'nobody here knows whether it is a guess')
    clock.advance(40_000)
    assert.equal((await from('192.0.2.6', bearer(unknown))).status, 200)
  })

  test('are refused unread also where only the secret is made up', async () => {
    const key = await makeKey()
    assert.equal((await from('192.0.2.7', bearer(key))).status, 200)
    await statusesOf(4, () => from('192.0.2.7', guess()))
    clock.advance(20_000)
    const forged = formatApiKey({ ...newApiKey('test'), keyId: parseApiKey(key)!.keyId })
    const read = await statementsOf(async () =>
      assert.equal((await from('192.0.2.7', bearer(forged))).status, 429),
    )
    assert.deepEqual(read, [])
  })

  test('of one network of IPv6 are counted together', async () => {
    let host = 0
    const statuses = await statusesOf(4, () => from(`2001:db8::${++host}`, guess()))
    assert.deepEqual(statuses, [401, 401, 401, 429])
    assert.deepEqual(await statementsOf(() => from('2001:db8::ffff', guess())), [])
  })
})
