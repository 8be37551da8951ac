import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { bearer } from '../testing/accounts.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { createTestApp } from '../testing/test-app.ts'

const mailbox = await startMailbox()
const app = await createTestApp({ env: mailbox.env })
const { clock, send, jobs } = app

const maya = {
  email: 'maya@example.com',
  name: 'Maya',
  password: 'Downward1Dog',
  experience_level: 'advanced',
}
const register = (body: unknown) => send({ method: 'POST', url: '/api/v1/auth/register', body })

describe('registering', () => {
  test('creates the account, signs it in and answers the tokens twice', async () => {
    const { status, headers, json } = await register(maya)
    assert.equal(status, 201)
    const { user_id, ...user } = json.user
    assert.ok(Number.isInteger(user_id))
    assert.deepEqual(user, {
      email: 'maya@example.com',
      name: 'Maya',
      experience_level: 'advanced',
      email_verified: false,
      role: 'user',
      timezone: 'UTC',
      created_at: clock.now().toISOString(),
      last_login: clock.now().toISOString(),
      deletion_at: null,
    })
    const { access_token, ...tokens } = json.tokens
    assert.deepEqual(tokens, { refresh_token: null, token_type: 'bearer', expires_in: 86_400 })
    assert.deepEqual([json.access_token, json.token_type, json.expires_in], [access_token, 'bearer', 86_400])
    assert.equal(headers['cache-control'], 'no-store')
    const me = await send({ url: '/api/v1/auth/me', headers: bearer(access_token) })
    assert.deepEqual(me.json, json.user)
  })

  test('sets a cookie that reads for its owner, and changes nothing for a page of another origin', async () => {
    const { headers, json } = await register({ ...maya, email: 'cookie@example.com' })
    const setCookie = String(headers['set-cookie'])
    assert.match(setCookie, /^yoga_session=[\w.-]+; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/)
    const cookie = setCookie.slice(0, setCookie.indexOf(';'))
    const me = await send({ url: '/api/v1/auth/me', headers: { cookie } })
    assert.deepEqual(me.json, json.user)
    const calendar = await send({ url: '/api/v1/calendar', headers: { cookie } })
    assert.equal(calendar.status, 200)
    const rename = { method: 'PUT', url: '/api/v1/profile', body: { name: 'Mallory' } } as const
    const pages: Record<string, string>[] = [
      {},
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-origin' },
    ]
    for (const from of pages) {
      assert.equal((await send({ ...rename, headers: { cookie, ...from } })).status, 401)
    }
    const logOut = (from: object) =>
      send({ method: 'POST', url: '/api/v1/auth/logout', headers: { cookie, ...from } })
    assert.equal((await logOut({ origin: 'https://evil.example' })).status, 401)
    assert.equal((await logOut({ origin: 'http://localhost:5173' })).status, 200)
    assert.equal((await send({ url: '/api/v1/auth/me', headers: { cookie } })).status, 401)
  })

  test('keeps the address as typed but for its domain, and the level to beginner when absent', async () => {
    const { json } = await register({
      email: 'Noor.Khan@EXAMPLE.com',
      name: ' Noor ',
      password: 'Downward1Dog',
    })
    assert.deepEqual(
      [json.user.email, json.user.name, json.user.experience_level],
      ['Noor.Khan@example.com', 'Noor', 'beginner'],
    )
  })

  test('refuses an address that has an account, in whatever case', async () => {
    await register({ ...maya, email: 'twice@example.com' })
    for (const email of ['twice@example.com', 'TWICE@example.com', 'Twice@Example.Com']) {
      const { status, json } = await register({ ...maya, email })
      assert.deepEqual([status, json.code], [400, 'account.email_taken'])
      assert.match(json.detail, /already registered/)
    }
  })

  test('of simultaneous registrations of one address one succeeds and the others are told [W15]', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        register({ ...maya, email: i % 2 ? 'race@example.com' : 'RACE@example.com' }),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 400, 400, 400, 400])
    assert.deepEqual(
      new Set(answers.map(({ json }) => json.code)),
      new Set([undefined, 'account.email_taken']),
    )
  })

  test('names what a password lacks, after the address was found free', async () => {
    const weak = async (password: string) =>
      (await register({ ...maya, email: 'weak@example.com', password })).json
    assert.match((await weak('downward1dog')).detail, /uppercase/)
    assert.match((await weak('DOWNWARD1DOG')).detail, /lowercase/)
    assert.match((await weak('DownwardDog')).detail, /number/)
    assert.match((await weak('--------')).detail, /uppercase.*lowercase.*number/)
    assert.equal((await weak('downward1dog')).status_code, 400)
    const { json } = await register({ ...maya, email: 'user@example.com', password: 'weakweak' })
    assert.equal(json.code, 'account.email_taken')
  })

  test('refuses what is no account, and repeats nothing of it [W11]', async () => {
    const invalid: [string, object][] = [
      ['email', { email: 'maya' }],
      ['email', { email: 'maya@localhost' }],
      ['email', { email: 'maya@yoga.test' }],
      ['email', { email: 'maya@yoga.LOCAL' }],
      ['email', { email: `${'m'.repeat(250)}@example.com` }],
      ['email', { email: undefined }],
      ['name', { name: '' }],
      ['name', { name: '   ' }],
      ['name', { name: 'n'.repeat(256) }],
      ['password', { password: 'Short1' }],
      ['password', { password: `Long1${'x'.repeat(124)}` }],
      ['experience_level', { experience_level: 'guru' }],
    ]
    for (const [field, change] of invalid) {
      const { status, json, text } = await register({ ...maya, email: 'new@example.com', ...change })
      assert.equal(status, 422, JSON.stringify(change))
      assert.deepEqual(json.errors[0].loc, ['body', field])
      assert.equal(typeof json.detail, 'string')
      for (const value of Object.values(change))
        if (String(value).length > 5) assert.ok(!text.includes(String(value)))
    }
  })

  test('sends one mail with a link, to the address and with nothing the sender chose [W26]', async () => {
    await register({ ...maya, email: 'mailed@example.com', name: 'Visit evil.example' })
    assert.deepEqual(mailbox.take('mailed@example.com'), [], 'nothing is sent within the request')
    await jobs.runPending()
    const [mail, ...others] = mailbox.take('mailed@example.com')
    assert.equal(others.length, 0)
    assert.equal(mail?.subject, 'Verify your email address for YogaFlow')
    assert.match(mail!.link!, /^http:\/\/localhost:4001\/api\/v1\/auth\/verify-email\?token=[\w-]{43}$/)
    assert.ok(!mail?.text.includes('evil.example'))
  })

  test('does not help whoever makes up a token', async () => {
    const bad = ['Bearer x', 'Bearer a.b.c', 'Bearer ', 'Basic dTpw', 'Token x']
    for (const authorization of bad) {
      const { status, json, headers } = await send({ url: '/api/v1/auth/me', headers: { authorization } })
      assert.equal(status, 401, authorization)
      assert.match(json.detail, /Not authenticated/)
      assert.equal(headers['www-authenticate'], 'Bearer')
    }
  })
})
