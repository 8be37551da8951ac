import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { accountsOf, bearer, PASSWORD, type TestAccount } from '../testing/accounts.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { createTestApp, type TestRequest } from '../testing/test-app.ts'
import { erase } from './erase-account.ts'
import { GRACE_DAYS } from './grace.ts'

const mailbox = await startMailbox()
const app = await createTestApp({ env: mailbox.env })
const { send, ids, clock, jobs, deps } = app
const { register, logIn } = accountsOf(app)

const DAY_MS = 86_400_000
const leave = (person: Pick<TestAccount, 'send'>, password: unknown = PASSWORD) =>
  person.send({ method: 'DELETE', url: '/api/v1/profile', body: { password } })
const keep: TestRequest = { method: 'POST', url: '/api/v1/profile/deletion/cancel' }
const audit = async (userId: number): Promise<[string, string][]> => {
  const { json } = await send({ url: `/api/v1/admin/audit-log?subject=${userId}`, as: 'admin' })
  return json.entries.map(({ actor, action }: { actor: string; action: string }) => [actor, action])
}
const count = async (text: string, ...values: unknown[]) =>
  (await deps.db.execute({ shape: 'test.count', text, values })).rows[0]?.[0]

/** Somebody who asked for the deletion and signed in again. */
async function leaving() {
  const person = await register()
  await jobs.runPending()
  assert.equal((await leave(person)).status, 200)
  const { json } = await logIn(person.email)
  await jobs.runPending()
  return { ...person, token: json.access_token as string, user: json.user, mails: mailbox.take(person.email) }
}

describe('asking for the deletion of an account', () => {
  test('signs out everywhere, and says at once and by mail when and how to keep it', async () => {
    const person = await register()
    const { json: other } = await logIn(person.email, PASSWORD, true)
    await jobs.runPending()
    mailbox.take(person.email)
    const { status, json, headers } = await leave(person)
    const at = new Date(clock.nowMs() + 90 * DAY_MS)
    assert.deepEqual([status, json.deletion_at], [200, at.toISOString()])
    assert.match(String(headers['set-cookie']), /^yoga_session=; Max-Age=0;/)
    assert.equal((await person.send({ url: '/api/v1/profile' })).status, 401)
    assert.equal((await send({ url: '/api/v1/profile', headers: bearer(other.access_token) })).status, 401)
    const refresh = { refresh_token: other.tokens.refresh_token }
    assert.equal((await send({ method: 'POST', url: '/api/v1/auth/refresh', body: refresh })).status, 401)
    await jobs.runPending()
    const [mail, ...others] = mailbox.take(person.email)
    assert.deepEqual([mail?.subject, others.length], ['Your YogaFlow account will be deleted', 0])
    assert.match(
      mail!.text.replaceAll('\n', ' '),
      /On 31 May 2026 .*sign in at http:\/\/localhost:5173\/login/,
    )
  })

  test('needs the password: a wrong one is answered with 400, and five stop further guesses', async () => {
    const person = await register()
    for (const body of [undefined, {}, { password: null }, { password: 'x'.repeat(1025) }])
      assert.equal((await person.send({ method: 'DELETE', url: '/api/v1/profile', body })).status, 422)
    const statuses = []
    for (let i = 0; i < 5; i++) statuses.push((await leave(person, 'Wrong1Password')).status)
    assert.deepEqual(statuses, [400, 400, 400, 400, 403])
    assert.equal((await leave(person)).json.code, 'account.locked')
    assert.equal((await person.send({ url: '/api/v1/profile' })).json.deletion_at, null)
  })

  test('twice at once begins the days of grace once', async () => {
    const person = await register()
    const answers = await Promise.all([leave(person), leave(person)])
    const done = answers.filter(({ status }) => status === 200)
    assert.ok(done.length > 0 && answers.every(({ status }) => status === 200 || status === 401))
    assert.equal(new Set(done.map(({ json }) => json.deletion_at)).size, 1)
  })

  test('is refused for the last administrator, and possible once there is another one', async () => {
    const { roles } = deps.signIn
    const change = { subject: String(ids.admin), role: 'admin', by: 'test' }
    await deps.db.transaction((tx) => roles.revoke(tx, change))
    const [one, two] = [await register(), await register()]
    const assign = (person: TestAccount) =>
      deps.db.transaction((tx) =>
        roles.assign(tx, { subject: String(person.userId), role: 'admin', by: 'test' }),
      )
    await assign(one)
    assert.equal((await leave(one)).json.code, 'role.last_holder')
    await assign(two)
    assert.equal((await leave(one)).status, 200)
    // One who leaves does not count any more.
    assert.equal((await leave(two)).json.code, 'role.last_holder')
    await deps.db.transaction((tx) => roles.assign(tx, change))
  })

  test('of which the owner hears nothing more does not come back by a link sent before', async () => {
    const person = await register()
    const forgot = {
      method: 'POST',
      url: '/api/v1/auth/forgot-password',
      body: { email: person.email },
    } as const
    await send(forgot)
    await jobs.runPending()
    const { token } = mailbox.take(person.email).at(-1)!
    await leave(person)
    const body = { token, new_password: 'Upward1Dog' }
    assert.equal((await send({ method: 'POST', url: '/api/v1/auth/reset-password', body })).status, 400)
    await send(forgot)
    await jobs.runPending()
    assert.ok(
      mailbox.take(person.email).at(-1)?.token,
      'a new link is sent: who forgot the password can keep the account',
    )
  })
})

describe('while an account is about to be deleted', () => {
  test('signing in says so, and opens nothing but the profile, keeping it and signing out', async () => {
    const person = await leaving()
    assert.equal(person.user.deletion_at, new Date(clock.nowMs() + GRACE_DAYS * DAY_MS).toISOString())
    const status = async (request: TestRequest) => (await person.send(request, person.token)).status
    for (const url of ['/api/v1/profile', '/api/v1/auth/me']) assert.equal(await status({ url }), 200, url)
    const refused: TestRequest[] = [
      { url: '/api/v1/history' },
      { url: '/api/v1/stats' },
      { url: '/api/v1/sequences/custom' },
      { url: '/api/v1/profile/preferences' },
      { url: '/api/v1/auth/sessions' },
      { url: '/api/v1/admin/users' },
      { method: 'PUT', url: '/api/v1/profile', body: { name: 'Mallory' } },
      { method: 'POST', url: '/api/v1/sessions/start', body: {} },
      { method: 'DELETE', url: '/api/v1/profile', body: { password: PASSWORD } },
    ]
    for (const request of refused) {
      const { status, json } = await person.send(request, person.token)
      assert.deepEqual([status, json.code], [403, 'account.deletion_pending'], request.url)
    }
    assert.equal(await status({ url: '/api/v1/poses' }), 200)
    assert.equal(await status({ method: 'POST', url: '/api/v1/auth/logout' }), 200)
    assert.equal(await status({ url: '/api/v1/profile' }), 401)
  })

  test('its own sequences are as unknown to it as to a guest', async () => {
    const person = await register()
    const poses = [1, 2, 3].map((pose_id) => ({ pose_id, duration_seconds: 30 }))
    const body = { name: 'Mine', difficulty_level: 'beginner', focus_area: 'core', style: 'hatha', poses }
    const { json } = await person.send({ method: 'POST', url: '/api/v1/sequences/custom', body })
    const url = `/api/v1/sequences/${json.sequence_id}`
    assert.equal((await person.send({ url })).status, 200)
    await leave(person)
    const { access_token } = (await logIn(person.email)).json
    assert.equal((await person.send({ url }, access_token)).status, 404)
    await person.send(keep, access_token)
    assert.equal((await person.send({ url }, access_token)).status, 200)
  })

  test('keeping it brings everything back, is told by mail, and can be repeated', async () => {
    const person = await leaving()
    for (let i = 0; i < 2; i++) {
      const { status, json } = await person.send(keep, person.token)
      assert.deepEqual([status, json.deletion_at, json.email], [200, null, person.email])
    }
    assert.equal((await person.send({ url: '/api/v1/history' }, person.token)).status, 200)
    await jobs.runPending()
    assert.deepEqual(
      mailbox.take(person.email).map(({ subject }) => subject),
      ['Your YogaFlow account stays'],
    )
    assert.deepEqual(await audit(person.userId), [
      [String(person.userId), 'account.deletion_cancelled'],
      [String(person.userId), 'account.deletion_requested'],
    ])
    clock.advance(2 * GRACE_DAYS * DAY_MS)
    await jobs.runPending()
    assert.equal((await logIn(person.email)).status, 200)
  })

  test('administrators see when it goes, and nobody else registers its address', async () => {
    const person = await leaving()
    const { json } = await send({ url: `/api/v1/admin/users?search=${person.email}`, as: 'admin' })
    assert.equal(json.users[0].deletion_at, person.user.deletion_at)
    const body = { email: person.email, name: 'Next', password: PASSWORD }
    const again = await send({ method: 'POST', url: '/api/v1/auth/register', body })
    assert.equal(again.json.code, 'account.email_taken')
  })
})

describe('when the days of grace are over', () => {
  test('a schedule erases the account within a day, and not before', async () => {
    const person = await leaving()
    clock.advance(GRACE_DAYS * DAY_MS - 1)
    await jobs.runPending()
    assert.equal((await logIn(person.email)).status, 200)
    clock.advance(DAY_MS)
    await jobs.runPending()
    assert.equal((await logIn(person.email)).status, 401)
    assert.deepEqual(await audit(person.userId), [
      ['system', 'account.erased'],
      [String(person.userId), 'account.deletion_requested'],
    ])
    const body = { email: person.email, name: 'Next', password: PASSWORD }
    const next = await send({ method: 'POST', url: '/api/v1/auth/register', body })
    assert.deepEqual([next.status, next.json.user.user_id === person.userId], [201, false])
  })

  test('those who have signed in since are signed out, and roles go with the account', async () => {
    const person = await leaving()
    const { roles } = deps.signIn
    const change = { subject: String(person.userId), role: 'editor', by: 'test' }
    await deps.db.transaction((tx) => roles.assign(tx, change))
    clock.advance((GRACE_DAYS - 0.5) * DAY_MS)
    const { access_token } = (await logIn(person.email)).json
    clock.advance(DAY_MS)
    await jobs.runPending()
    assert.equal((await person.send({ url: '/api/v1/profile' }, access_token)).status, 401)
    assert.deepEqual(await roles.listOf(deps.db, String(person.userId)), [])
  })

  test('nothing happens a second time, to somebody who kept the account, or to anybody else', async () => {
    const [gone, kept] = [await leaving(), await leaving()]
    const others = () => count('select count(*) from users where user_id <> all($1)', [gone.userId])
    const before = await others()
    clock.advance(GRACE_DAYS * DAY_MS)
    // As when the schedule has listed both, and the second one changes their mind.
    await kept.send(keep, (await logIn(kept.email)).json.access_token)
    for (let i = 0; i < 2; i++) for (const { userId } of [gone, kept]) await erase(deps, userId)
    assert.equal(await count('select count(*) from users where user_id = $1', gone.userId), 0)
    assert.equal(await others(), before)
    const erased = (await audit(gone.userId)).filter(([, action]) => action === 'account.erased')
    assert.equal(erased.length, 1)
  })
})
