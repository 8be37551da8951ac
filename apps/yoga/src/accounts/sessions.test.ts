import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accountsOf, bearer, PASSWORD } from '../testing/accounts.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { clock, send } = app
const { register, logIn } = accountsOf(app)

const refresh = (body: unknown, query = '') =>
  send({ method: 'POST', url: `/api/v1/auth/refresh${query}`, body })
const isIn = async (token: string) =>
  (await send({ url: '/api/v1/auth/me', headers: bearer(token) })).status === 200

async function remembered() {
  const person = await register()
  const { json } = await logIn(person.email, PASSWORD, true)
  return { ...person, access: json.access_token as string, refresh: json.tokens.refresh_token as string }
}

describe('refreshing', () => {
  test('answers new tokens for the same session, from the body or the query', async () => {
    const person = await remembered()
    const next = await refresh({ refresh_token: person.refresh })
    assert.equal(next.status, 200)
    const { access_token, refresh_token, ...others } = next.json
    assert.deepEqual(others, { token_type: 'bearer', expires_in: 86_400 })
    assert.notEqual(refresh_token, person.refresh)
    assert.deepEqual([await isIn(access_token), await isIn(person.access)], [true, true])
    assert.equal(next.headers['cache-control'], 'no-store')
    const again = await refresh(undefined, `?refresh_token=${refresh_token}`)
    assert.equal(again.status, 200)
  })

  test('with a token that was used ends the session, for whoever holds it [W7]', async () => {
    const person = await remembered()
    const { json: thief } = await refresh({ refresh_token: person.refresh })
    const { status, json } = await refresh({ refresh_token: person.refresh })
    assert.deepEqual([status, json.code], [401, 'account.refresh_token_invalid'])
    assert.equal((await refresh({ refresh_token: thief.refresh_token })).status, 401)
    assert.deepEqual([await isIn(thief.access_token), await isIn(person.access)], [false, false])
    assert.equal((await person.send({ url: '/api/v1/auth/me' })).status, 200, 'other sessions go on')
  })

  test('takes neither an access token nor nonsense, and a refresh token is no access token [W7]', async () => {
    const person = await remembered()
    for (const token of [person.access, 'x', ''])
      assert.equal((await refresh({ refresh_token: token })).status, 401)
    assert.equal((await refresh({})).status, 422)
    assert.equal((await refresh(undefined)).status, 422)
    assert.equal(await isIn(person.refresh), false)
  })

  test('stops a week after the last use, and after ninety days in any case', async () => {
    const person = await remembered()
    let token = person.refresh
    const DAY_MS = 86_400_000
    for (let day = 0; day < 90; day += 6) {
      const answer = await refresh({ refresh_token: token })
      assert.equal(answer.status, 200, `day ${day}`)
      token = answer.json.refresh_token
      clock.advance(6 * DAY_MS)
    }
    assert.equal((await refresh({ refresh_token: token })).status, 401)
    const idle = await remembered()
    clock.advance(7 * DAY_MS)
    assert.equal((await refresh({ refresh_token: idle.refresh })).status, 401)
  })
})

describe('signing out', () => {
  test('ends this session at once, with its refresh token, and no other [W7, W8]', async () => {
    const person = await remembered()
    const answer = await person.send({ method: 'POST', url: '/api/v1/auth/logout' }, person.access)
    assert.equal(answer.status, 200)
    assert.equal(answer.json.message, 'Successfully logged out')
    assert.equal(typeof answer.json.detail, 'string')
    assert.match(String(answer.headers['set-cookie']), /^yoga_session=; Max-Age=0;/)
    assert.equal(await isIn(person.access), false)
    assert.equal((await refresh({ refresh_token: person.refresh })).status, 401)
    assert.equal((await person.send({ url: '/api/v1/auth/me' })).status, 200)
  })

  test('takes an empty body that claims to be JSON', async () => {
    const person = await register()
    const headers = { 'content-type': 'application/json' }
    assert.equal((await person.send({ method: 'POST', url: '/api/v1/auth/logout', headers })).status, 200)
  })
})

describe('the sessions of an account', () => {
  const list = async (token: string) =>
    (await send({ url: '/api/v1/auth/sessions', headers: bearer(token) })).json.sessions

  test('are listed to their owner with where they are used', async () => {
    const person = await register()
    clock.advance(1000)
    const login = await send({
      method: 'POST',
      url: '/api/v1/auth/login',
      body: { email: person.email, password: PASSWORD, remember_me: true },
      headers: { 'user-agent': 'Phone/1.0' },
    })
    const [phone, first, ...others] = await list(login.json.access_token)
    assert.equal(others.length, 0)
    const { session_id, ...facts } = phone
    assert.match(session_id, /^[0-9a-f-]{36}$/)
    assert.deepEqual(facts, {
      current: true,
      user_agent: 'Phone/1.0',
      address: '127.0.0.1',
      remembered: true,
      created_at: clock.now().toISOString(),
      last_seen_at: clock.now().toISOString(),
      expires_at: new Date(clock.nowMs() + 604_800_000).toISOString(),
    })
    assert.deepEqual([first.current, first.remembered], [false, false])
  })

  test('are ended one by one by their owner only', async () => {
    const person = await remembered()
    const stranger = await register()
    const phone = (await list(person.access)).find(({ current }: { current: boolean }) => current)
    const end = (from: typeof person | typeof stranger, id: string) =>
      from.send({ method: 'DELETE', url: `/api/v1/auth/sessions/${id}` })
    assert.equal((await end(stranger, phone.session_id)).json.code, 'account.session_not_found')
    assert.equal(await isIn(person.access), true)
    assert.equal((await end(person, phone.session_id)).status, 204)
    assert.equal(await isIn(person.access), false)
    assert.equal((await end(person, phone.session_id)).status, 404)
    assert.equal((await end(person, 'x')).status, 422)
  })

  test('are ended all at once, with this one or without', async () => {
    const person = await remembered()
    await logIn(person.email)
    const end = (query: string) =>
      person.send({ method: 'DELETE', url: `/api/v1/auth/sessions${query}` }, person.access)
    assert.deepEqual((await end('?keep_current=true')).json, { ended: 2 })
    assert.equal(await isIn(person.access), true)
    assert.deepEqual((await end('')).json, { ended: 1 })
    assert.equal(await isIn(person.access), false)
  })
})

describe('who may', () => {
  const scenarios = [
    { method: 'POST', url: '/auth/logout', guest: 401, user: 200, admin: 200 },
    { method: 'GET', url: '/auth/me', guest: 401, user: 200, admin: 200 },
    { method: 'GET', url: '/auth/sessions', guest: 401, user: 200, admin: 200 },
    {
      method: 'DELETE',
      url: '/auth/sessions/01980000-0000-7000-8000-000000000000',
      guest: 401,
      user: 404,
      admin: 404,
    },
    { method: 'DELETE', url: '/auth/sessions?keep_current=1', guest: 401, user: 200, admin: 200 },
    { method: 'GET', url: '/profile', guest: 401, user: 200, admin: 200 },
    { method: 'PUT', url: '/profile', body: {}, guest: 401, user: 200, admin: 200 },
    { method: 'PUT', url: '/profile/password', body: {}, guest: 401, user: 422, admin: 422 },
  ] as const
  for (const { method, url, guest, user, admin, ...rest } of scenarios) {
    test(`${method} ${url}: nobody but its owner`, async () => {
      const fresh = await createPeople()
      for (const [as, expected] of Object.entries({ guest, user, other: user, admin })) {
        const { status } = await send({
          method,
          url: `/api/v1${url}`,
          ...rest,
          headers: fresh[as as keyof typeof fresh],
        })
        assert.equal(status, expected, as)
      }
    })
  }

  async function createPeople() {
    const [user, other, admin] = [await register(), await register(), await register()]
    const { roles } = app.deps.signIn
    const change = { subject: String(admin.userId), role: 'admin', by: 'test' }
    await app.deps.db.transaction((tx) => roles.assign(tx, change))
    const signedIn = async ({ email }: typeof user) => bearer((await logIn(email)).json.access_token)
    return {
      guest: {},
      user: await signedIn(user),
      other: await signedIn(other),
      admin: await signedIn(admin),
    }
  }
})
