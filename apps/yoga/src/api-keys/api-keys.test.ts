import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { formatApiKey, newApiKey } from '@groundwork/kit/auth/api-key-text'
import { parseKeyRing } from '@groundwork/kit/auth/key-ring'
import { recordStatements, type StatementRecord } from '@groundwork/kit/db/database'
import { createApp } from '../app.ts'
import { createSignIn } from '../sign-in.ts'
import { createTestApp, type TestRequest } from '../testing/test-app.ts'

const app = await createTestApp({ env: { LOG_LEVEL: 'info', LIMIT_API_KEYS: '20/h' } })
const { send, clock, deps, ids } = app
const DAY_MS = 86_400_000
const KEYS = '/api/v1/profile/api-keys'

type Owner = 'user' | 'other' | 'admin'

async function make(as: Owner, scopes: string[], more: object = {}) {
  const { status, json } = await send({
    method: 'POST',
    url: KEYS,
    as,
    body: { name: 'Watch', scopes, ...more },
  })
  assert.equal(status, 201, JSON.stringify(json))
  return json as { key: string; key_id: string; expires_at: string; last_used_at: string | null }
}
const withKey = (key: string, request: TestRequest) =>
  send({ ...request, headers: { ...request.headers, authorization: `Bearer ${key}` } })
const list = async (as: Owner) => (await send({ url: KEYS, as })).json.api_keys
const revoke = (as: Owner, id: string) => send({ method: 'DELETE', url: `${KEYS}/${id}`, as })
const rotate = (as: Owner, id: string, body?: object) =>
  send({ method: 'POST', url: `${KEYS}/${id}/rotation`, as, ...(body && { body }) })
const me = { url: '/api/v1/auth/me' }
const statementsOf = async (work: () => Promise<unknown>) => {
  const statements: StatementRecord[] = []
  await recordStatements(statements, work)
  return statements.map(({ name }) => name)
}

describe('an API key', () => {
  test('is shown once, and acts for its owner within its scopes, in either header', async () => {
    const { key, ...made } = await make('user', ['profile.read', 'practice.write'])
    assert.match(key, /^gw_test_[0-9A-Za-z]{22}_[0-9A-Za-z]{39}$/)
    assert.equal(made.expires_at, new Date(clock.nowMs() + 90 * DAY_MS).toISOString())
    const { text } = await send({ url: KEYS, as: 'user' })
    assert.ok(!text.includes(key.slice(-39)), 'the list shows no secret')
    const ways: Record<string, string>[] = [{ authorization: `Bearer ${key}` }, { 'x-api-key': key }]
    for (const headers of ways) {
      const { status, json } = await send({ ...me, headers })
      assert.deepEqual([status, json.user_id], [200, ids.user])
    }
    const started = await withKey(key, { method: 'POST', url: '/api/v1/sessions/start', body: {} })
    assert.deepEqual([started.status, started.json.user_id], [201, ids.user])
    const outside = await withKey(key, { url: '/api/v1/history' })
    assert.deepEqual([outside.status, outside.json.code], [403, 'auth.out_of_scope'])
  })

  test('is stored as a hash only', async () => {
    const { key } = await make('user', ['profile.read'])
    const { rows } = await deps.db.execute({
      shape: 'test.read_keys',
      text: 'select row_to_json(k)::text from kit.api_keys k',
      values: [],
    })
    const secret = key.slice(-39, -6)
    for (const form of [secret, Buffer.from(secret).toString('hex'), Buffer.from(key).toString('hex')])
      assert.ok(!JSON.stringify(rows).includes(form))
  })

  test('cannot make, see, rotate or revoke keys, whatever its scopes', async () => {
    const { key, key_id } = await make('admin', ['profile.read', 'role.read', 'pose.write'])
    for (const request of [
      { method: 'POST', url: KEYS, body: { name: 'More', scopes: ['audit.read'] } },
      { url: KEYS },
      { method: 'POST', url: `${KEYS}/${key_id}/rotation` },
      { method: 'DELETE', url: `${KEYS}/${key_id}` },
    ] as const)
      assert.equal((await withKey(key, request)).json.code, 'auth.out_of_scope')
  })

  test('is made with a name, for scopes that exist and that its owner holds', async () => {
    const refused = async (as: Owner, scopes: unknown) =>
      (await send({ method: 'POST', url: KEYS, as, body: { name: 'Watch', scopes } })).json.code
    assert.equal(await refused('user', ['practice.read', 'pose.write']), 'api_key.scope_not_yours')
    assert.equal(await refused('admin', ['role.assign']), 'request.invalid')
    for (const name of ['', ' ', 'a\u0000b', 'a\nb', 'x'.repeat(101)]) {
      const body = { name, scopes: ['practice.read'] }
      assert.equal((await send({ method: 'POST', url: KEYS, as: 'user', body })).json.code, 'request.invalid')
    }
    for (const scopes of [[], ['everything'], 'pose.write', null])
      assert.equal(await refused('admin', scopes), 'request.invalid')
  })

  test('loses a permission together with its owner', async () => {
    await send({ method: 'PUT', url: `/api/v1/admin/users/${ids.other}/roles/editor`, as: 'admin' })
    const { key } = await make('other', ['pose.write'])
    const exportPoses = { url: '/api/v1/admin/exports/poses' }
    assert.equal((await withKey(key, exportPoses)).status, 200)
    await send({ method: 'DELETE', url: `/api/v1/admin/users/${ids.other}/roles/editor`, as: 'admin' })
    const { status, json } = await withKey(key, exportPoses)
    assert.deepEqual([status, json.code], [403, 'auth.forbidden'])
  })

  test('of which a character is wrong, or that belongs to another environment, is refused without a look-up', async () => {
    const { key } = await make('user', ['profile.read'])
    await withKey(key, me)
    deps.signIn.forget({})
    const refuse = async (wrong: string) =>
      assert.equal((await withKey(wrong, me)).json.code, 'auth.required', wrong)
    const looked = await statementsOf(async () => {
      await refuse(`${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`)
      await refuse(key.replace('gw_test_', 'gw_live_'))
      await refuse('gw_')
      await refuse(`gw_test_${'0'.repeat(10_000)}`)
    })
    assert.deepEqual(looked, [])
  })

  test('with a made-up secret of a key that exists is refused, and leaves no trace of use', async () => {
    const { key_id } = await make('other', ['profile.read'])
    const forged = formatApiKey({ ...newApiKey('test'), keyId: key_id })
    assert.equal((await withKey(forged, me)).json.code, 'auth.required')
    const [listed] = await list('other')
    assert.deepEqual([listed.key_id, listed.last_used_at], [key_id, null])
  })

  test('shows when it was last used, to within five minutes, and is read once in ten seconds', async () => {
    const { key, key_id } = await make('other', ['profile.read'])
    const lastUse = async () =>
      (await list('other')).find((one: { key_id: string }) => one.key_id === key_id).last_used_at
    const statements = await statementsOf(async () => {
      for (let i = 0; i < 5; i++) await withKey(key, me)
    })
    const own = (name: string) => statements.filter((one) => one === name).length
    assert.deepEqual([own('auth.read_api_key'), own('auth.note_api_key_use')], [1, 1])
    const first = clock.now().toISOString()
    assert.equal(await lastUse(), first)
    clock.advance(200_000)
    await withKey(key, me)
    assert.equal(await lastUse(), first)
    clock.advance(100_000)
    await withKey(key, me)
    assert.equal(await lastUse(), clock.now().toISOString())
  })

  test('ends when it expires', async () => {
    const { key } = await make('user', ['profile.read'], { expires_in_days: 1 })
    clock.advance(DAY_MS - 1)
    assert.equal((await withKey(key, me)).status, 200)
    clock.advance(1)
    assert.equal((await withKey(key, me)).json.code, 'auth.required')
  })

  test('ends when it is revoked; a use after that is told in the log', async () => {
    const { key, key_id } = await make('user', ['profile.read'])
    assert.equal((await withKey(key, me)).status, 200)
    assert.equal((await revoke('other', key_id)).json.code, 'api_key.not_found')
    assert.equal((await revoke('user', key_id)).status, 204)
    assert.equal((await withKey(key, me)).json.code, 'auth.required')
    assert.equal((await revoke('user', key_id)).json.code, 'api_key.not_found')
    const warned = app.logLines.filter((line) => line.includes('somebody uses an API key that was revoked'))
    assert.equal(warned.length, 1)
    assert.ok(warned[0]!.includes(key_id))
    assert.ok(!app.logLines.join('').includes(key.slice(-39)))
    const revoked = (await list('user')).find((one: { key_id: string }) => one.key_id === key_id)
    assert.ok(revoked.revoked_at)
  })

  test('is rotated with an overlap in which both work', async () => {
    const first = await make('user', ['profile.read'], { expires_in_days: 30 })
    assert.equal((await rotate('other', first.key_id)).json.code, 'api_key.not_found')
    const { status, json: second } = await rotate('user', first.key_id, { overlap_seconds: 3600 })
    assert.equal(status, 201)
    assert.deepEqual(
      [second.rotated_from, second.name, second.scopes],
      [first.key_id, 'Watch', ['profile.read']],
    )
    assert.equal(second.expires_at, new Date(clock.nowMs() + 30 * DAY_MS).toISOString())
    clock.advance(3_599_000)
    for (const { key } of [first, second]) assert.equal((await withKey(key, me)).status, 200)
    clock.advance(1_000)
    assert.equal((await withKey(first.key, me)).json.code, 'auth.required')
    assert.equal((await withKey(second.key, me)).status, 200)
  })

  test('goes with the account when that is switched off', async () => {
    const { key } = await make('other', ['profile.read'])
    const activation = (active: boolean) =>
      send({
        method: 'PUT',
        url: `/api/v1/admin/users/${ids.other}/activation`,
        as: 'admin',
        body: { active },
      })
    assert.equal((await activation(false)).status, 200)
    await activation(true)
    assert.equal((await withKey(key, me)).json.code, 'auth.required')
  })

  test('has a limit of its own, which leaves its owner and other keys alone', async () => {
    const { key } = await make('admin', ['profile.read'])
    const other = await make('admin', ['profile.read'])
    const answers = []
    for (let i = 0; i < 21; i++) answers.push(await withKey(key, me))
    assert.equal(answers[19]!.status, 200)
    assert.match(String(answers[19]!.headers['ratelimit-policy']), /^"api_keys";q=20/)
    assert.equal(answers[20]!.json.code, 'limit.exceeded')
    assert.equal((await withKey(other.key, me)).status, 200)
    assert.equal((await send({ ...me, as: 'admin' })).status, 200)
  })
})

test('of twenty keys that are made at once, ten live', async () => {
  for (const { key_id } of await list('user')) await revoke('user', key_id)
  const body = { name: 'Watch', scopes: ['practice.read'] }
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => send({ method: 'POST', url: KEYS, as: 'user', body })),
  )
  assert.deepEqual(Map.groupBy(answers, ({ status }) => status).get(201)?.length, 10)
})

test('a key outlives the change of the keys of the installation, once it was used in the meantime', async () => {
  const secretOf = (name: string) =>
    Buffer.from(`${name}: a key for tests, of 32 bytes or more`).toString('base64url')
  const oldKey = `old:${secretOf('old')}`
  const newKey = `new:${secretOf('new')}`
  const signInWith = (ring: string) =>
    createSignIn({ ...deps, keys: parseKeyRing(ring), production: false, trustedOrigins: [] })
  const wanted = { subject: String(ids.admin), name: 'test', scopes: ['profile.read'], lifeMs: DAY_MS }
  const made = await deps.db.transaction((tx) => signInWith(oldKey).apiKeys.create(tx, wanted))
  const answers = []
  for (const ring of [oldKey, `${newKey},${oldKey}`, newKey]) {
    clock.advance(300_000)
    const server = createApp({ ...deps, signIn: signInWith(ring) })
    answers.push((await app.sendTo(server)({ ...me, headers: { 'x-api-key': made!.text } })).status)
    await server.close()
  }
  assert.deepEqual(answers, [200, 200, 200])
})
