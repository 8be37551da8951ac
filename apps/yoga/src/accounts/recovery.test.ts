import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createJobRunner } from '@groundwork/kit/jobs/job-runner'
import { runJobsCommand } from '@groundwork/kit/jobs/jobs-command'
import { createWork } from '../app.ts'
import { change } from '../statements.ts'
import { accountsOf, PASSWORD } from '../testing/accounts.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { createTestApp } from '../testing/test-app.ts'

const mailbox = await startMailbox()
const app = await createTestApp({ env: { ...mailbox.env, PUBLIC_URL: 'https://api.example.com' } })
const { clock, send, jobs, deps } = app
const { register, logIn } = accountsOf(app)

const HOUR_MS = 3_600_000
const post = (path: string, body?: unknown) => send({ method: 'POST', url: `/api/v1/auth${path}`, body })

async function lastMail(email: string) {
  await jobs.runPending()
  return mailbox.take(email).at(-1)
}
async function verificationToken() {
  const person = await register()
  return { ...person, token: (await lastMail(person.email))!.token! }
}
async function resetToken() {
  const person = await register()
  await post('/forgot-password', { email: person.email })
  return { ...person, token: (await lastMail(person.email))!.token! }
}
const isVerified = async (person: Awaited<ReturnType<typeof register>>) =>
  (await person.send({ url: '/api/v1/auth/me' })).json.email_verified
const changeAddress = (person: Awaited<ReturnType<typeof register>>, email: string) =>
  person.send({ method: 'PUT', url: '/api/v1/profile', body: { email } })

describe('verifying an address', () => {
  test('takes the mailed token once, from the body or the query', async () => {
    for (const inBody of [true, false]) {
      const { token, ...person } = await verificationToken()
      const { status, json } = inBody
        ? await post('/verify-email', { token })
        : await post(`/verify-email?token=${token}`)
      assert.equal(status, 200)
      assert.deepEqual(json, { message: 'Email verified successfully', email: person.email })
      assert.equal(await isVerified(person), true)
      const again = await post('/verify-email', { token })
      assert.deepEqual([again.status, again.json.code], [400, 'account.verification_token_invalid'])
    }
  })

  test('says when a token has expired, each time it is asked', async () => {
    const { token, ...person } = await verificationToken()
    clock.advance(24 * HOUR_MS)
    for (let i = 0; i < 2; i++) {
      const { status, json } = await post('/verify-email', { token })
      assert.equal(status, 400)
      assert.match(json.detail, /expired/)
    }
    await post('/resend-verification', { email: person.email })
    const { token: fresh } = (await lastMail(person.email))!
    assert.equal((await post('/verify-email', { token: fresh })).status, 200)
  })

  test('takes no token of a former address', async () => {
    const { token, ...person } = await verificationToken()
    await changeAddress(person, `new.${person.email}`)
    assert.equal((await post('/verify-email', { token })).status, 400)
    assert.equal(await isVerified(person), false)
  })

  test('by the link in the mail answers a page, and programs that look at the link first spoil nothing [W13]', async () => {
    const person = await register()
    const { link } = (await lastMail(person.email))!
    assert.ok(link?.startsWith('https://api.example.com/api/v1/auth/verify-email?token='))
    const url = link!.slice('https://api.example.com'.length)
    assert.equal((await send({ method: 'HEAD', url })).status, 200)
    const page = await send({ url })
    assert.equal(page.status, 200)
    assert.match(String(page.headers['content-type']), /^text\/html/)
    assert.match(page.text, /is verified.*href="http:\/\/localhost:5173"/s)
    assert.equal(await isVerified(person), true)
    const again = await send({ url })
    assert.equal(again.status, 400)
    assert.match(again.text, /used before or has expired/)
  })

  test('needs a token', async () => {
    assert.equal((await post('/verify-email')).status, 422)
    assert.equal((await post('/verify-email', { token: 'x' })).status, 400)
  })
})

describe('asking for the verification mail again', () => {
  test('sends a link that replaces the former one', async () => {
    const { token, ...person } = await verificationToken()
    const answer = await post(`/resend-verification?email=${person.email}`)
    assert.deepEqual(answer.json, { message: 'Verification email sent', email: person.email })
    const { token: next } = (await lastMail(person.email))!
    assert.equal((await post('/verify-email', { token })).status, 400)
    assert.equal((await post('/verify-email', { token: next })).status, 200)
  })

  test('answers alike and sends nothing when there is no account or nothing to verify [W19]', async () => {
    const { token, ...person } = await verificationToken()
    await post('/verify-email', { token })
    for (const email of [person.email, 'nobody@example.com']) {
      const { status, json } = await post('/resend-verification', { email })
      assert.deepEqual([status, json], [200, { message: 'Verification email sent', email }])
      assert.equal(await lastMail(email), undefined)
    }
    assert.equal((await post('/resend-verification')).status, 422)
  })

  test('many times at once sends one mail [W19]', async () => {
    const { email } = await verificationToken()
    await Promise.all(Array.from({ length: 5 }, () => post('/resend-verification', { email })))
    await jobs.runPending()
    assert.equal(mailbox.take(email).length, 1)
  })
})

describe('a forgotten password', () => {
  test('is answered alike with an account and without, by the same statements, and mailed only with one [W13]', async () => {
    const { email } = await register()
    await jobs.runPending()
    mailbox.take(email)
    for (const address of [email, 'nobody@example.com']) {
      const { status, json } = await post('/forgot-password', { email: address })
      assert.deepEqual([status, json], [200, { message: 'Password reset email sent', email: address }])
    }
    await jobs.runPending()
    const [mail] = mailbox.take(email)
    assert.match(mail!.link!, /^http:\/\/localhost:5173\/reset-password\/[\w-]{43}$/)
    assert.deepEqual(mailbox.take('nobody@example.com'), [])
    assert.equal((await post('/forgot-password', { email: 'x' })).status, 422)
  })

  test('is replaced with the mailed token, once; every session ends and the owner is told [W8]', async () => {
    const { token, ...person } = await resetToken()
    const { json: other } = await logIn(person.email, PASSWORD, true)
    const answer = await post('/reset-password', { token, new_password: 'Upward1Dog' })
    assert.deepEqual(
      [answer.status, answer.json],
      [200, { message: 'Password reset successful', email: person.email }],
    )
    assert.equal((await person.send({ url: '/api/v1/auth/me' })).status, 401)
    assert.equal((await post('/refresh', { refresh_token: other.tokens.refresh_token })).status, 401)
    assert.equal((await logIn(person.email)).status, 401)
    assert.equal((await logIn(person.email, 'Upward1Dog')).status, 200)
    assert.equal((await lastMail(person.email))?.subject, 'Your YogaFlow password was changed')
    const again = await post('/reset-password', { token, new_password: 'Upward2Dog' })
    assert.equal(again.status, 400)
    assert.match(again.json.detail, /invalid/i)
  })

  test('stays as it is when the new one is weak, and the token can be used again', async () => {
    const { token, ...person } = await resetToken()
    const weak = await post('/reset-password', { token, new_password: 'upwarddog' })
    assert.deepEqual([weak.status, weak.json.code], [400, 'account.weak_password'])
    assert.equal((await post('/reset-password', { token, new_password: 'short' })).status, 422)
    assert.equal((await logIn(person.email)).status, 200)
    assert.equal((await post('/reset-password', { token, new_password: 'Upward1Dog' })).status, 200)
  })

  test('is not replaced with a token of more than an hour ago, of a former address, or for another purpose', async () => {
    const late = await resetToken()
    clock.advance(HOUR_MS)
    const expired = await post('/reset-password', { token: late.token, new_password: 'Upward1Dog' })
    assert.equal(expired.status, 400)
    assert.match(expired.json.detail, /expired/)
    const moved = await resetToken()
    await logIn(moved.email)
    await changeAddress(moved, `new.${moved.email}`)
    assert.equal(
      (await post('/reset-password', { token: moved.token, new_password: 'Upward1Dog' })).status,
      400,
    )
    const { token } = await verificationToken()
    assert.equal((await post('/reset-password', { token, new_password: 'Upward1Dog' })).status, 400)
  })

  test('replaced lifts the lock on the account', async () => {
    const { token, email } = await resetToken()
    for (let i = 0; i < 5; i++) await logIn(email, 'Wrong1Password')
    assert.equal((await logIn(email)).status, 403)
    await post('/reset-password', { token, new_password: 'Upward1Dog' })
    assert.equal((await logIn(email, 'Upward1Dog')).status, 200)
  })

  test('of an inactive account is not mailed', async () => {
    const { email, userId } = await register()
    await jobs.runPending()
    mailbox.take(email)
    const deactivate = change('test.deactivate', (db, p: { userId: number }) =>
      db.updateTable('users').set({ isActive: false }).where('userId', '=', p.userId),
    )
    await deactivate(deps.db, { userId })
    await post('/forgot-password', { email })
    assert.equal(await lastMail(email), undefined)
  })
})

test('what expired long ago is deleted by a schedule', async () => {
  const { token: _token, ...person } = await resetToken()
  const rows = async () => {
    const text = `select (select count(*) from kit.auth_sessions where subject = $1) + (select count(*) from kit.auth_one_time_tokens where subject = $1)`
    const { rows } = await deps.db.execute({
      shape: 'test.count_sign_in',
      text,
      values: [String(person.userId)],
    })
    return rows[0]?.[0]
  }
  assert.equal(await rows(), 3)
  const runner = createJobRunner({ db: deps.db, clock, log: deps.log, ...createWork(deps) })
  await runner.prepare()
  clock.advance(60 * 24 * HOUR_MS)
  await runner.runPending()
  await runner.stop()
  assert.equal(await rows(), 0)
})

test('what an operator is shown of a mail holds neither its link nor the address', async () => {
  const [verified, reset] = [await verificationToken(), await resetToken()]
  let shown = ''
  const context = { db: deps.db, clock, write: (text: string) => void (shown += text) }
  await runJobsCommand(['list', '--json', '--job', 'mail.send'], context)
  for (const line of shown.trim().split('\n')) {
    const { id } = JSON.parse(line) as { id: string }
    await runJobsCommand(['show', id], context)
    await runJobsCommand(['show', id, '--json'], context)
  }
  assert.match(shown, /Set a new password for YogaFlow/)
  for (const { token, email } of [verified, reset]) {
    assert.ok(!shown.includes(token), shown)
    assert.ok(!shown.includes(email), shown)
  }
})
