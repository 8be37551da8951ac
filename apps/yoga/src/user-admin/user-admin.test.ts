import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accountsOf, bearer, PASSWORD, type TestAccount } from '../testing/accounts.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { createTestApp, type TestRequest } from '../testing/test-app.ts'

const mailbox = await startMailbox()
const app = await createTestApp({ env: mailbox.env })
const { send, ids, clock, jobs } = app
const { register, logIn } = accountsOf(app)

const list = async (query: string) => (await send({ url: `/api/v1/admin/users?${query}`, as: 'admin' })).json
const idsOf = async (query: string): Promise<number[]> =>
  (await list(query)).users.map(({ user_id }: { user_id: number }) => user_id)
const activation = (userId: number, active: unknown): TestRequest => ({
  method: 'PUT',
  url: `/api/v1/admin/users/${userId}/activation`,
  body: { active },
})
const setActive = (userId: number, active: unknown) => send({ ...activation(userId, active), as: 'admin' })
const setRole = (method: 'PUT' | 'DELETE', userId: number, role: string) =>
  send({ method, url: `/api/v1/admin/users/${userId}/roles/${role}`, as: 'admin' })
const isIn = async (person: TestAccount) => (await person.send({ url: '/api/v1/auth/me' })).status === 200

describe('the list of accounts', () => {
  test('shows each with what administrators decide by, the newest first', async () => {
    const { email, userId } = await register()
    const { users, next } = await list('limit=2')
    assert.deepEqual([users.length, next], [2, users[1].user_id])
    assert.deepEqual(users[0], {
      user_id: userId,
      email,
      name: users[0].name,
      experience_level: 'beginner',
      email_verified: false,
      roles: [],
      is_active: true,
      created_at: clock.now().toISOString(),
      last_login: clock.now().toISOString(),
      deletion_at: null,
    })
    assert.ok(users[1].user_id < userId)
  })

  test('is searched by parts of names and addresses, whatever their case and accents', async () => {
    const body = { email: 'Zoe.Unusual@example.com', name: 'Zoë Ångström', password: PASSWORD }
    const { json } = await send({ method: 'POST', url: '/api/v1/auth/register', body })
    const { user_id } = json.user
    for (const search of ['zoe angstrom', 'ÅNG', 'zoe.unusual@', 'unusual@EXAMPLE'])
      assert.deepEqual(await idsOf(`search=${encodeURIComponent(search)}`), [user_id], search)
    for (const search of ['%25', 'zoe_', 'nobody like this'])
      assert.deepEqual(await idsOf(`search=${search}`), [], search)
    assert.equal((await idsOf('search=')).length, (await idsOf('')).length)
  })

  test('is filtered by role and by whether accounts are switched off, together', async () => {
    const [one, two] = [await register(), await register()]
    for (const { userId } of [one, two]) await setRole('PUT', userId, 'editor')
    await setActive(two.userId, false)
    assert.deepEqual(await idsOf('role=editor'), [two.userId, one.userId])
    assert.deepEqual(await idsOf('role=editor&active=true'), [one.userId])
    assert.deepEqual(await idsOf('role=editor&active=false'), [two.userId])
    assert.deepEqual(await idsOf('active=0'), [two.userId])
    assert.deepEqual(await idsOf('role=nobody-has-this'), [])
    assert.deepEqual(await idsOf(`role=editor&search=${one.email}`), [one.userId])
    await setActive(two.userId, true)
  })

  test('is read in pages to its end, within limits', async () => {
    const all = await idsOf('limit=100')
    const { next } = await list('limit=3')
    assert.deepEqual([...(await idsOf('limit=3')), ...(await idsOf(`before=${next}`))], all)
    assert.deepEqual(await list(`before=${all.at(-1)}`), { users: [], next: null })
    for (const query of ['limit=0', 'limit=101', 'active=perhaps', `search=${'x'.repeat(101)}`])
      assert.equal((await send({ url: `/api/v1/admin/users?${query}`, as: 'admin' })).status, 422, query)
  })
})

describe('switching an account off', () => {
  test('ends its sessions with the next request, and on again does not bring them back', async () => {
    const person = await register()
    const { json: remembered } = await logIn(person.email, PASSWORD, true)
    const { status, json } = await setActive(person.userId, false)
    assert.deepEqual([status, json.is_active, json.user_id], [200, false, person.userId])
    assert.equal(await isIn(person), false)
    const refresh = { refresh_token: remembered.tokens.refresh_token }
    const refreshed = () => send({ method: 'POST', url: '/api/v1/auth/refresh', body: refresh })
    assert.equal((await refreshed()).status, 401)
    assert.equal((await logIn(person.email)).json.code, 'account.inactive')
    assert.equal((await setActive(person.userId, true)).json.is_active, true)
    assert.equal(await isIn(person), false)
    assert.equal((await refreshed()).status, 401)
    assert.equal((await logIn(person.email)).status, 200)
  })

  test('makes links that were sent by mail worthless, and sends no new ones', async () => {
    const person = await register()
    await jobs.runPending()
    const verification = mailbox.take(person.email)[0]!.token
    const forgot = {
      method: 'POST',
      url: '/api/v1/auth/forgot-password',
      body: { email: person.email },
    } as const
    await send(forgot)
    await jobs.runPending()
    const reset = mailbox.take(person.email)[0]!.token
    await setActive(person.userId, false)
    const post = async (path: string, body: object) =>
      (await send({ method: 'POST', url: `/api/v1/auth/${path}`, body })).status
    assert.equal(await post('reset-password', { token: reset, new_password: 'Upward1Dog' }), 400)
    assert.equal(await post('verify-email', { token: verification }), 400)
    await send(forgot)
    await jobs.runPending()
    assert.deepEqual(mailbox.take(person.email), [])
  })

  test('and on is in the audit log, once for each change', async () => {
    const { userId } = await register()
    for (const active of [true, false, false, 'true']) await setActive(userId, active)
    const { json } = await send({ url: `/api/v1/admin/audit-log?subject=${userId}`, as: 'admin' })
    const facts = json.entries.map(({ audit_id: _id, ...entry }: { audit_id: number }) => entry)
    const about = {
      at: clock.now().toISOString(),
      actor: String(ids.admin),
      subject: String(userId),
      details: {},
    }
    assert.deepEqual(facts, [
      { ...about, action: 'account.switched_on' },
      { ...about, action: 'account.switched_off' },
    ])
  })

  test('leaves no session to a sign-in at the same moment', async () => {
    const person = await register()
    const [, ...logIns] = await Promise.all([
      setActive(person.userId, false),
      ...Array.from({ length: 6 }, () => logIn(person.email)),
    ])
    for (const { status, json } of logIns) {
      const stillIn =
        status === 200 && (await send({ url: '/api/v1/auth/me', headers: bearer(json.access_token) })).status
      assert.ok(stillIn === false || stillIn === 401, `signed in: ${status}, ${stillIn}`)
    }
  })

  test('is refused for the last administrator who can sign in, also of two who do it to each other', async () => {
    assert.equal((await setActive(ids.admin, false)).json.code, 'role.last_holder')
    const second = await register()
    await setRole('PUT', second.userId, 'admin')
    const answers = await Promise.all([
      setActive(second.userId, false),
      second.send(activation(ids.admin, false)),
    ])
    // The slower one finds itself the last administrator, or signed out.
    const [done, refused] = answers.map(({ status }) => status).toSorted()
    assert.deepEqual([done, refused === 401 || refused === 409], [200, true])
    const first = answers[0]?.status === 200 ? ids.admin : second.userId
    const other = first === ids.admin ? second.userId : ids.admin
    // Whoever is switched off does not count: the other one keeps the role, too.
    const url = `/api/v1/admin/users/${first}/roles/admin`
    assert.equal((await sendAs(first, { method: 'DELETE', url })).json.code, 'role.last_holder')
    assert.equal((await sendAs(first, activation(other, true))).status, 200)
    // The usual administrator may have been signed out, and signs in again after an hour.
    clock.advance(3_600_000)
    assert.equal((await setRole('DELETE', second.userId, 'admin')).status, 204)
  })

  test('that does not exist is named, and anything but a yes or no refused', async () => {
    assert.equal((await setActive(9999, false)).json.code, 'user.not_found')
    for (const active of ['perhaps', null, undefined, 2, []])
      assert.equal((await setActive(ids.other, active)).status, 422, String(active))
  })
})

/** Sends as somebody by their id, in a session of its own. */
async function sendAs(userId: number, request: TestRequest) {
  const { sessions, tokens } = app.deps.signIn
  const subject = String(userId)
  const { sessionId } = await sessions.start(app.deps.db, subject, { remember: false })
  const { token } = await tokens.issue({ subject, sessionId, ttlMs: 60_000 })
  return send({ ...request, headers: bearer(token) })
}

describe('who may', () => {
  const scenarios = [{ url: '/api/v1/admin/users' }, activation(ids.other, true)]
  for (const request of scenarios) {
    test(`${request.method ?? 'GET'} ${request.url}: administrators only`, async () => {
      const expected = { guest: 401, user: 403, other: 403, admin: 200 } as const
      for (const [as, status] of Object.entries(expected))
        assert.equal((await send({ ...request, as: as as keyof typeof expected })).status, status, as)
      const editor = await register()
      await setRole('PUT', editor.userId, 'editor')
      assert.equal((await editor.send(request)).status, 403)
    })
  }
})
