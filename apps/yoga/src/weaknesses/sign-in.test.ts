import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { readConfig } from '@groundwork/kit/config/read-config'
import { readMailConfig } from '@groundwork/kit/mail/mail-config'
import { startPrivateService } from '@groundwork/kit/testing/private-service'
import { skipWithout } from '@groundwork/kit/testing/services'
import { variables } from '../config.ts'
import { accountsOf, bearer, PASSWORD } from '../testing/accounts.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { createTestApp } from '../testing/test-app.ts'

const mailbox = await startMailbox()
const app = await createTestApp({ env: { ...mailbox.env, LOG_LEVEL: 'debug' } })
const limited = await createTestApp({ env: { LIMIT_PUBLIC: '3/min', LIMIT_CREDENTIALS: '2/min' } })
const { clock, send, jobs, deps } = app
const { register, logIn } = accountsOf(app)

const post = (path: string, body?: unknown, headers?: Record<string, string>) =>
  send({ method: 'POST', url: `/api/v1/auth${path}`, body, headers })
const refresh = (refresh_token: string) => post('/refresh', { refresh_token })
const isIn = async (token: string) =>
  (await send({ url: '/api/v1/auth/me', headers: bearer(token) })).status === 200
const mailedToken = async (to: string) => {
  await jobs.runPending()
  return mailbox.take(to).at(-1)!.token!
}

test('W1 an address makes nobody an administrator, neither at registration nor by changing to it', async () => {
  const body = { email: 'x@admin.yogaflow.com', name: 'X', password: PASSWORD }
  const { json: born } = await post('/register', body)
  const person = await register()
  const url = '/api/v1/profile'
  const changed = await person.send({ method: 'PUT', url, body: { email: 'y@admin.yogaflow.com' } })
  assert.deepEqual([changed.status, changed.json.email], [200, 'y@admin.yogaflow.com'])
  assert.deepEqual([born.user.role, changed.json.role], ['user', 'user'])
  const again = await logIn('y@admin.yogaflow.com')
  for (const token of [born.access_token, again.json.access_token]) {
    const deletion = { method: 'DELETE', url: '/api/v1/poses/1', headers: bearer(token) } as const
    assert.equal((await send(deletion)).status, 403)
    assert.equal((await send({ url: '/api/v1/admin/users', headers: bearer(token) })).status, 403)
  }
})

test('W3 five wrong passwords lock the account, also against the right one', async () => {
  const { email } = await register()
  for (let i = 0; i < 5; i++) await logIn(email, 'Wrong1Password')
  const { status, json } = await logIn(email)
  assert.deepEqual([status, json.code], [403, 'account.locked'])
})

test('W6 a changed address keeps the session, and its next owner inherits nothing', async () => {
  const person = await register()
  const body = { email: `moved.${person.email}` }
  await person.send({ method: 'PUT', url: '/api/v1/profile', body })
  const next = await post('/register', { email: person.email, name: 'Next', password: PASSWORD })
  assert.equal(next.status, 201)
  const { status, json } = await person.send({ url: '/api/v1/auth/me' })
  assert.deepEqual([status, json.user_id, json.email], [200, person.userId, body.email])
})

test('W7 a refresh token is no access token, rotates, and ends with its session', async () => {
  const { email } = await register()
  const { access_token, tokens } = (await logIn(email, PASSWORD, true)).json
  assert.equal(await isIn(tokens.refresh_token), false)
  assert.equal((await refresh(access_token)).status, 401)
  const { json: next } = await refresh(tokens.refresh_token)
  assert.notEqual(next.refresh_token, tokens.refresh_token)
  await post('/logout', undefined, bearer(next.access_token))
  assert.equal((await refresh(next.refresh_token)).status, 401)
})

test('W7 a refresh token that was used, or whose account is switched off, is refused', async () => {
  const { email, userId } = await register()
  const used = (await logIn(email, PASSWORD, true)).json.tokens.refresh_token
  await refresh(used)
  assert.equal((await refresh(used)).status, 401)
  const { refresh_token } = (await logIn(email, PASSWORD, true)).json.tokens
  const url = `/api/v1/admin/users/${userId}/activation`
  const off = await send({ method: 'PUT', url, as: 'admin', body: { active: false } })
  assert.equal(off.status, 200)
  assert.equal((await refresh(refresh_token)).status, 401)
})

test('W7 an access token lives exactly as long as the answer says, remembered or not', async () => {
  const { email } = await register()
  for (const remember of [false, true]) {
    const { access_token, expires_in } = (await logIn(email, PASSWORD, remember)).json
    clock.advance(expires_in * 1000 - 1000)
    assert.equal(await isIn(access_token), true)
    clock.advance(1000)
    assert.equal(await isIn(access_token), false)
  }
})

test('W8 a new password ends the other sessions, and signs in at once', async () => {
  const person = await register()
  const before = (await logIn(person.email, PASSWORD, true)).json
  const body = { current_password: PASSWORD, new_password: 'Upward1Dog' }
  await person.send({ method: 'PUT', url: '/api/v1/profile/password', body })
  assert.equal(await isIn(before.access_token), false)
  assert.equal((await refresh(before.tokens.refresh_token)).status, 401)
  const { access_token } = (await logIn(person.email, 'Upward1Dog')).json
  assert.equal(await isIn(access_token), true)
  await post('/forgot-password', { email: person.email })
  const token = await mailedToken(person.email)
  assert.equal((await post('/reset-password', { token, new_password: 'Upward2Dog' })).status, 200)
  assert.equal(await isIn(access_token), false)
  assert.equal(await isIn((await logIn(person.email, 'Upward2Dog')).json.access_token), true)
})

test('W9 a limit holds over the addresses of a route, whatever a client says of where it is', async () => {
  const statuses = []
  for (let i = 1; i <= 4; i++) {
    const headers = {
      'x-forwarded-for': `192.0.2.${i}`,
      forwarded: `for=192.0.2.${i}`,
      'x-real-ip': `192.0.2.${i}`,
    }
    statuses.push((await limited.send({ url: `/api/v1/poses/${i}`, headers })).status)
  }
  assert.deepEqual(statuses, [200, 200, 200, 429])
})

describe('with a Redis that wants a password', { skip: skipWithout('redis') }, async () => {
  const server = await startPrivateService('redis')
  after(server.close)
  const opener = await createTestApp({ env: { REDIS_URL: server.url } })
  await opener.deps.redis!.run((client) => client.config('SET', 'requirepass', 'a-secret'))
  const env = { REDIS_URL: server.url.replace('//', '//:a-secret@'), LIMIT_PUBLIC: '3/min' }
  const [one, two] = [await createTestApp({ env }), await createTestApp({ env })]

  test('W9 processes count a limit together', async () => {
    const statuses = []
    for (const { send: ask } of [one, two, one, two])
      statuses.push((await ask({ url: '/api/v1/poses?page_size=1' })).status)
    assert.deepEqual(statuses, [200, 200, 200, 429])
  })

  test('W9 signing out holds, and limits are counted, while Redis is away', async () => {
    const { json } = await one.send({
      method: 'POST',
      url: '/api/v1/auth/register',
      body: { email: 'away@example.com', name: 'Away', password: PASSWORD },
    })
    const headers = bearer(json.access_token)
    await server.stop()
    const out = await one.send({ method: 'POST', url: '/api/v1/auth/logout', headers })
    assert.equal(out.status, 200)
    assert.equal((await one.send({ url: '/api/v1/auth/me', headers })).status, 401)
    const askFourTimes = async () => {
      const statuses = []
      for (let i = 1; i <= 4; i++) statuses.push((await one.send({ url: `/api/v1/poses/${i}` })).status)
      return statuses
    }
    assert.deepEqual(await askFourTimes(), [429, 429, 429, 429], 'what was used up stays so')
    one.clock.advance(60_000)
    assert.deepEqual(await askFourTimes(), [200, 200, 200, 429])
  })
})

test('W19 a mailed token is not in the database, and no address in the log', async () => {
  const { email } = await register()
  const verification = await mailedToken(email)
  await post('/forgot-password', { email })
  const reset = await mailedToken(email)
  const { rows } = await deps.db.execute({
    shape: 'test.read_all',
    text: `select (select string_agg(t::text, ' ') from kit.auth_one_time_tokens t),
      (select string_agg(u::text, ' ') from users u)`,
    values: [],
  })
  const stored = rows.flat().join(' ')
  assert.ok(stored.includes(email), 'the rows are read')
  for (const token of [verification, reset]) {
    assert.ok(!stored.includes(token))
    assert.ok(!stored.includes(Buffer.from(token).toString('hex')))
    assert.ok(!stored.includes(Buffer.from(token, 'base64url').toString('hex')))
  }
  const log = app.logLines.join('')
  assert.ok(log.includes('/api/v1/auth/register'), 'requests are logged')
  for (const secret of [email, verification, reset]) assert.ok(!log.includes(secret), secret)
})

test('W19 asking for mail tells nobody who has an account, and is limited', async () => {
  const { email } = await register()
  for (const path of ['/resend-verification', '/forgot-password']) {
    const answers = []
    for (const address of [email, 'nobody@example.com']) {
      const { status, json } = await post(path, { email: address })
      answers.push({ status, keys: Object.keys(json), message: json.message })
    }
    assert.deepEqual(answers[0], answers[1])
  }
  const statuses = []
  for (let i = 0; i < 3; i++)
    statuses.push(
      (await limited.send({ method: 'POST', url: '/api/v1/auth/resend-verification', body: { email } }))
        .status,
    )
  assert.deepEqual(statuses, [200, 200, 429])
})

test('W26 mail is sent, and only after the registration', async () => {
  const { email } = await register()
  assert.deepEqual(mailbox.take(email), [], 'nothing is sent within the request')
  await jobs.runPending()
  assert.equal(mailbox.take(email).length, 1)
})

test('W26 mail goes out with the default settings, and encryption of two kinds at once is no setting', async () => {
  limited.clock.advance(60_000)
  const body = { email: 'default@example.com', name: 'Default', password: PASSWORD }
  await limited.send({ method: 'POST', url: '/api/v1/auth/register', body })
  await limited.jobs.runPending()
  const folder = path.resolve(limited.deps.config.DATA_DIR, 'mail')
  const [file = '', ...others] = await readdir(folder)
  assert.equal(others.length, 0)
  assert.match(await readFile(path.join(folder, file), 'utf8'), /^To: .*default@example\.com/im)
  const both = { SMTP_URL: 'smtps://mail.example.com', SMTP_TLS: 'starttls' }
  const config = readConfig(variables, { APP_ENV: 'test', ...both }, { production: false })
  assert.throws(() => readMailConfig(config, { production: false }), /SMTP_TLS/)
})
