import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as bcrypt from '@node-rs/bcrypt'
import { createPasswords, type HashOperation } from '@groundwork/kit/auth/passwords'
import { createApp } from '../app.ts'
import { change, first } from '../statements.ts'
import { accountsOf, bearer, PASSWORD } from '../testing/accounts.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { clock, send, deps } = app
const { db } = deps
const { register, logIn } = accountsOf(app)

const MINUTE_MS = 60_000
const setHash = change('test.set_hash', (db, p: { userId: number; passwordHash: string }) =>
  db.updateTable('users').set({ passwordHash: p.passwordHash }).where('userId', '=', p.userId),
)
const readHash = first('test.read_hash', (db, p: { userId: number }) =>
  db.selectFrom('users').select('passwordHash').where('userId', '=', p.userId),
)
const setActive = change('test.set_active', (db, p: { userId: number; isActive: boolean }) =>
  db.updateTable('users').set({ isActive: p.isActive }).where('userId', '=', p.userId),
)

async function failTimes(email: string, times: number) {
  const answers = []
  for (let i = 0; i < times; i++) answers.push(await logIn(email, 'Wrong1Password'))
  return answers
}

describe('signing in', () => {
  test('answers the account and a token that lives a day', async () => {
    const { email, userId } = await register()
    clock.advance(MINUTE_MS)
    const { status, headers, json } = await logIn(email)
    assert.equal(status, 200)
    assert.deepEqual([json.user.user_id, json.user.last_login], [userId, clock.now().toISOString()])
    assert.deepEqual([json.tokens.refresh_token, json.tokens.expires_in], [null, 86_400])
    assert.equal(json.access_token, json.tokens.access_token)
    assert.match(String(headers['set-cookie']), /^yoga_session=/)
    assert.equal((await send({ url: '/api/v1/profile', headers: bearer(json.access_token) })).status, 200)
    clock.advance(86_400_000)
    assert.equal((await send({ url: '/api/v1/profile', headers: bearer(json.access_token) })).status, 401)
  })

  test('remembered answers a refresh token too, and an access token that really lives a week', async () => {
    const { email } = await register()
    for (const remember_me of [true, 'true', 1]) {
      const body = { email, password: PASSWORD, remember_me }
      const { json } = await send({ method: 'POST', url: '/api/v1/auth/login', body })
      assert.equal(typeof json.tokens.refresh_token, 'string')
      assert.equal(json.tokens.expires_in, 604_800)
    }
    const { json } = await logIn(email, PASSWORD, true)
    const isIn = async () =>
      (await send({ url: '/api/v1/profile', headers: bearer(json.access_token) })).status === 200
    clock.advance(604_799_000)
    assert.equal(await isIn(), true)
    clock.advance(1000)
    assert.equal(await isIn(), false)
  })

  test('takes the address in any case', async () => {
    const { email, userId } = await register()
    const { json } = await logIn(email.toUpperCase())
    assert.equal(json.user.user_id, userId)
  })

  test('answers the same for a wrong password and for no account, after the same number of hashes', async () => {
    const { email } = await register()
    const operations: HashOperation[] = []
    const passwords = createPasswords({ onOperation: (operation) => operations.push(operation) })
    const server = createApp({ ...deps, signIn: { ...deps.signIn, passwords } }, { strict: true })
    const answers = []
    for (const address of [email, 'nobody@example.com']) {
      const payload = { email: address, password: 'Wrong1Password' }
      const { statusCode, json } = await server.inject({ method: 'POST', url: '/api/v1/auth/login', payload })
      const { request_id: _id, ...body } = json()
      answers.push({ statusCode, body, hashes: operations.splice(0).length })
    }
    await server.close()
    assert.deepEqual(answers[0], answers[1])
    assert.deepEqual([answers[0]?.statusCode, answers[0]?.hashes], [401, 1])
    assert.equal(answers[0]?.body.detail, 'Incorrect email or password')
  })

  test('with the hash of an older system works, and replaces it', async () => {
    const { email, userId } = await register()
    await setHash(db, { userId, passwordHash: await bcrypt.hash(PASSWORD, { cost: 4 }) })
    assert.equal((await logIn(email)).status, 200)
    assert.match((await readHash(db, { userId }))!.passwordHash, /^\$argon2id\$/)
    assert.equal((await logIn(email)).status, 200)
  })

  test('refuses an inactive account, but tells so only to whoever knows the password', async () => {
    const { email, userId } = await register()
    await setActive(db, { userId, isActive: false })
    assert.equal((await logIn(email, 'Wrong1Password')).status, 401)
    const { status, json } = await logIn(email)
    assert.deepEqual([status, json.code], [403, 'account.inactive'])
  })

  test('refuses what is no sign-in', async () => {
    for (const body of [
      {},
      { email: 'x@example.com' },
      { email: 'x', password: PASSWORD },
      { password: PASSWORD },
    ]) {
      assert.equal((await send({ method: 'POST', url: '/api/v1/auth/login', body })).status, 422)
    }
  })
})

describe('the lock on an account', () => {
  test('comes with the fifth failure in a row, holds against the right password, and ends after fifteen minutes [W3]', async () => {
    const { email } = await register()
    const answers = await failTimes(email, 5)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401, 401, 401, 403],
    )
    assert.match(answers[4]?.json.detail, /15 minutes/)
    assert.equal(answers[4]?.headers['retry-after'], '900')
    clock.advance(14 * MINUTE_MS)
    const { status, json } = await logIn(email)
    assert.deepEqual([status, json.code], [403, 'account.locked'])
    assert.match(json.detail, /1 minute\./)
    clock.advance(MINUTE_MS)
    assert.equal((await logIn(email)).status, 200)
    assert.deepEqual(
      (await failTimes(email, 4)).map(({ status }) => status),
      [401, 401, 401, 401],
    )
  })

  test('does not come when a success lies between the failures', async () => {
    const { email } = await register()
    await failTimes(email, 4)
    assert.equal((await logIn(email)).status, 200)
    assert.equal((await failTimes(email, 4)).at(-1)?.status, 401)
  })

  test('comes to an address without an account as well', async () => {
    const answers = await failTimes('ghost@example.com', 6)
    assert.deepEqual(
      answers.map(({ status }) => status),
      [401, 401, 401, 401, 403, 403],
    )
  })

  test('holds when twenty guesses arrive at once [W3]', async () => {
    const { email } = await register()
    const answers = await Promise.all(Array.from({ length: 20 }, () => logIn(email, 'Wrong1Password')))
    const statuses = answers.map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 401).length, 4)
    assert.equal(statuses.filter((status) => status === 403).length, 16)
    assert.equal((await logIn(email)).status, 403)
  })

  test('leaves those who are signed in alone', async () => {
    const person = await register()
    await failTimes(person.email, 5)
    assert.equal((await person.send({ url: '/api/v1/profile' })).status, 200)
  })
})

describe('limits of sign-in', async () => {
  const limited = await createTestApp({ env: { LIMIT_CREDENTIALS: '5/min' } })
  const tryLogIn = (email: string, address: string) =>
    limited.server.inject({
      method: 'POST',
      url: '/api/v1/auth/login',
      payload: { email, password: PASSWORD },
      remoteAddress: address,
    })

  test('hold for an account from whatever address, in whatever case', async () => {
    const statuses = []
    for (let i = 1; i <= 6; i++) {
      const email = i % 2 ? 'victim@example.com' : 'VICTIM@example.com'
      statuses.push((await tryLogIn(email, `192.0.2.${i}`)).statusCode)
    }
    assert.deepEqual(statuses, [401, 401, 401, 401, 403, 429])
  })

  test('hold for an address whatever account it tries', async () => {
    const statuses = []
    for (let i = 1; i <= 6; i++)
      statuses.push((await tryLogIn(`person${i}@example.com`, '192.0.2.99')).statusCode)
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429])
  })

  test('hold for a network whichever of its IPv6 addresses is used', async () => {
    const statuses = []
    for (let i = 1; i <= 6; i++)
      statuses.push((await tryLogIn(`visitor${i}@example.com`, `2001:db8::${i}:${i}`)).statusCode)
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429])
    assert.equal((await tryLogIn('visitor7@example.com', '2001:db8:0:1::1')).statusCode, 401)
  })

  test('hold for who is signed in and tries passwords of their own from many addresses', async () => {
    const { email } = await accountsOf(limited).register()
    const headers = bearer((await accountsOf(limited).logIn(email)).json.access_token)
    const statuses = []
    for (let i = 1; i <= 6; i++) {
      const answer = await limited.server.inject({
        method: 'PUT',
        url: '/api/v1/profile/password',
        headers,
        payload: { current_password: 'Wrong1Password', new_password: 'Upward1Dog' },
        remoteAddress: `192.0.2.${100 + i}`,
      })
      statuses.push(answer.statusCode)
    }
    assert.deepEqual(statuses, [400, 400, 400, 400, 403, 429])
  })
})
