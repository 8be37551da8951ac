import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accountsOf, bearer, PASSWORD } from '../testing/accounts.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { createTestApp } from '../testing/test-app.ts'

const mailbox = await startMailbox()
const app = await createTestApp({ env: mailbox.env })
const { clock, send, jobs } = app
const { register, logIn } = accountsOf(app)

type Account = Awaited<ReturnType<typeof register>>
const read = (person: Account) => person.send({ url: '/api/v1/profile' })
const update = (person: Account, body: unknown) =>
  person.send({ method: 'PUT', url: '/api/v1/profile', body })

describe('the profile', () => {
  test('is what registering answered', async () => {
    const person = await register()
    const { status, json } = await read(person)
    assert.equal(status, 200)
    assert.deepEqual([json.email, json.user_id, json.role], [person.email, person.userId, 'user'])
    assert.ok(!('password_hash' in json))
  })

  test('changes by the fields that are sent, and no others', async () => {
    const person = await register()
    const before = (await read(person)).json
    assert.deepEqual((await update(person, {})).json, before)
    const changes = { name: 'Noor', experience_level: 'advanced', timezone: 'asia/kolkata' }
    const after = { ...before, ...changes, timezone: 'Asia/Kolkata' }
    assert.deepEqual((await update(person, changes)).json, after)
    assert.deepEqual((await update(person, { name: 'Noor K' })).json, { ...after, name: 'Noor K' })
    assert.deepEqual((await read(person)).json, { ...after, name: 'Noor K' })
  })

  test('keeps what may not be changed there', async () => {
    const person = await register()
    const before = (await read(person)).json
    const attempt = {
      role: 'admin',
      user_id: 1,
      email_verified: true,
      is_active: false,
      password_hash: 'x',
      last_login: null,
    }
    assert.deepEqual((await update(person, attempt)).json, before)
  })

  test('refuses empty, long, unknown and absent values', async () => {
    const person = await register()
    const invalid = [
      { name: '' },
      { name: null },
      { name: 'n'.repeat(256) },
      { email: 'x' },
      { experience_level: 'guru' },
      { experience_level: null },
      { timezone: 'Mars/Olympus' },
      { timezone: '+02:00' },
    ]
    for (const body of invalid) assert.equal((await update(person, body)).status, 422, JSON.stringify(body))
  })

  test('shows the role of an administrator, as soon as it is given and taken', async () => {
    const person = await register()
    const { roles } = app.deps.signIn
    const change = { subject: String(person.userId), role: 'admin', by: 'test' }
    assert.equal((await read(person)).json.role, 'user')
    await app.deps.db.transaction((tx) => roles.assign(tx, change))
    assert.equal((await read(person)).json.role, 'admin')
    assert.equal((await logIn(person.email)).json.user.role, 'admin')
    await app.deps.db.transaction((tx) => roles.revoke(tx, change))
    assert.equal((await read(person)).json.role, 'user')
  })
})

describe('another address', () => {
  test('keeps the session, is to be verified anew, and the former address is told [W6]', async () => {
    const person = await register()
    await jobs.runPending()
    const { token } = mailbox.take(person.email)[0]!
    await send({ method: 'POST', url: '/api/v1/auth/verify-email', body: { token } })
    const { status, json } = await update(person, { email: `moved.${person.email}` })
    assert.deepEqual([status, json.email, json.email_verified], [200, `moved.${person.email}`, false])
    assert.equal((await read(person)).status, 200)
    await jobs.runPending()
    assert.deepEqual(
      mailbox.take(person.email).map(({ subject }) => subject),
      ['Your YogaFlow email address was changed'],
    )
    assert.match(mailbox.take(`moved.${person.email}`)[0]!.link!, /verify-email/)
    assert.equal((await logIn(person.email)).status, 401)
    assert.equal((await logIn(`moved.${person.email}`)).status, 200)
  })

  test('that somebody has is refused, in whatever case, and nothing changes', async () => {
    const [person, other] = [await register(), await register()]
    const { status, json } = await update(person, { email: other.email.toUpperCase(), name: 'Mallory' })
    assert.deepEqual([status, json.code], [400, 'account.email_taken'])
    assert.match(json.detail, /already/)
    const { email, name } = (await read(person)).json
    assert.deepEqual([email, name !== 'Mallory'], [person.email, true])
  })

  test('that differs in capitals only is the same one', async () => {
    const person = await register()
    await jobs.runPending()
    const { token } = mailbox.take(person.email)[0]!
    await send({ method: 'POST', url: '/api/v1/auth/verify-email', body: { token } })
    const { json } = await update(person, { email: person.email.replace('p', 'P') })
    assert.deepEqual([json.email, json.email_verified], [person.email.replace('p', 'P'), true])
  })

  test('leaves nothing to the next owner of the former one [W6]', async () => {
    const person = await register()
    const former = person.email
    await update(person, { email: `left.${former}` })
    const next = await send({
      method: 'POST',
      url: '/api/v1/auth/register',
      body: { email: former, name: 'Next', password: PASSWORD },
    })
    assert.equal(next.status, 201)
    assert.equal((await read(person)).json.user_id, person.userId)
    assert.notEqual(next.json.user.user_id, person.userId)
  })
})

describe('changing the password', () => {
  const changePassword = (person: Account, current_password: string, new_password: string) =>
    person.send({ method: 'PUT', url: '/api/v1/profile/password', body: { current_password, new_password } })

  test('keeps this session, ends the others, and tells the owner [W8]', async () => {
    const person = await register()
    const { json: other } = await logIn(person.email, PASSWORD, true)
    await jobs.runPending()
    mailbox.take(person.email)
    const { status, json } = await changePassword(person, PASSWORD, 'Upward1Dog')
    assert.equal(status, 200)
    assert.deepEqual(json, { message: 'Password changed successfully', email: person.email })
    assert.equal((await read(person)).status, 200)
    assert.equal((await send({ url: '/api/v1/profile', headers: bearer(other.access_token) })).status, 401)
    assert.equal((await logIn(person.email)).status, 401)
    assert.equal((await logIn(person.email, 'Upward1Dog')).status, 200)
    await jobs.runPending()
    assert.equal(mailbox.take(person.email)[0]?.subject, 'Your YogaFlow password was changed')
  })

  test('answers 400 for a wrong current one and a weak new one, and takes the same one again', async () => {
    const person = await register()
    const wrong = await changePassword(person, 'Wrong1Password', 'Upward1Dog')
    assert.equal(wrong.status, 400)
    assert.match(wrong.json.detail.toLowerCase(), /current password is incorrect/)
    const weak = await changePassword(person, PASSWORD, 'upward1dog')
    assert.equal(weak.status, 400)
    assert.match(weak.json.detail, /uppercase/)
    assert.equal((await changePassword(person, PASSWORD, 'Short1')).status, 422)
    assert.equal((await changePassword(person, PASSWORD, PASSWORD)).status, 200)
  })

  test('stops guesses after five, without locking the owner out of signing in', async () => {
    const person = await register()
    const statuses = []
    for (let i = 0; i < 6; i++)
      statuses.push((await changePassword(person, 'Wrong1Password', 'Upward1Dog')).status)
    assert.deepEqual(statuses, [400, 400, 400, 400, 403, 403])
    assert.equal((await logIn(person.email)).status, 200)
    clock.advance(15 * 60_000)
    assert.equal((await changePassword(person, PASSWORD, 'Upward1Dog')).status, 200)
  })

  test('twice at once succeeds once', async () => {
    const person = await register()
    const answers = await Promise.all([
      changePassword(person, PASSWORD, 'Upward1Dog'),
      changePassword(person, PASSWORD, 'Upward2Dog'),
    ])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 400])
  })

  test('makes a reset link that was sent before worthless', async () => {
    const person = await register()
    await send({ method: 'POST', url: '/api/v1/auth/forgot-password', body: { email: person.email } })
    await jobs.runPending()
    const { token } = mailbox.take(person.email).at(-1)!
    await changePassword(person, PASSWORD, 'Upward1Dog')
    const body = { token, new_password: 'Upward2Dog' }
    assert.equal((await send({ method: 'POST', url: '/api/v1/auth/reset-password', body })).status, 400)
  })
})
