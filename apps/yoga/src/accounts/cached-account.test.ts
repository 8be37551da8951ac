import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createAppCache } from '@groundwork/kit/app/app-cache'
import { skipWithout } from '@groundwork/kit/testing/services'
import { openTestRedis } from '@groundwork/kit/testing/test-redis'
import { createApp } from '../app.ts'
import { accountsOf, bearer, PASSWORD } from '../testing/accounts.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { createTestApp } from '../testing/test-app.ts'
import { version } from '../version.ts'

describe(
  'an account that two processes answer from their caches',
  { skip: skipWithout('redis') },
  async () => {
    const { url, prefix, close } = await openTestRedis()
    after(close)
    const mailbox = await startMailbox()
    const env = { ...mailbox.env, LOG_LEVEL: 'info', REDIS_URL: url, REDIS_PREFIX: prefix }
    const app = await createTestApp({ env })
    const { clock, deps, jobs, logLines, send } = app
    const { register, logIn } = accountsOf(app)
    const { db, redis, telemetry } = deps
    const cache = createAppCache({ db, redis, prefix, version: `${version} `, clock, telemetry })
    const other = createApp({ ...deps, cache }, { strict: true })
    after(() => other.close())
    const processes = [send, app.sendTo(other)]

    /** What both processes answer to whoever holds a token, on either path; all the same. */
    const shown = async (token: string) => {
      const headers = bearer(token)
      const answers = []
      for (const through of processes)
        for (const path of ['/auth/me', '/profile'])
          answers.push(await through({ url: `/api/v1${path}`, headers }))
      const [{ status, json }] = answers as [(typeof answers)[0]]
      for (const answer of answers) assert.deepEqual([answer.status, answer.json.email], [status, json.email])
      if (status === 200) for (const answer of answers) assert.deepEqual(answer.json, json)
      return { status, ...json }
    }
    const signedIn = async (email: string): Promise<string> => (await logIn(email)).json.access_token

    test('is read by no statement the second time', async () => {
      const person = await register()
      const token = await signedIn(person.email)
      await shown(token)
      const before = logLines.length
      await shown(token)
      const statements = logLines.slice(before).map((line) => JSON.parse(line).statements)
      assert.deepEqual(statements, [0, 0, 0, 0])
    })

    test('shows what its owner, a link, a sign-in or an administrator changed with the next request', async () => {
      const person = await register()
      await jobs.runPending()
      const token = await signedIn(person.email)
      assert.equal((await shown(token)).email_verified, false)

      const [mail] = mailbox.take(person.email)
      await send({ method: 'POST', url: '/api/v1/auth/verify-email', body: { token: mail!.token } })
      assert.equal((await shown(token)).email_verified, true)

      await person.send({
        method: 'PUT',
        url: '/api/v1/profile',
        body: { name: 'Maya', timezone: 'Asia/Tokyo' },
      })
      const { name, timezone } = await shown(token)
      assert.deepEqual([name, timezone], ['Maya', 'Asia/Tokyo'])

      clock.advance(60_000)
      await logIn(person.email)
      assert.equal((await shown(token)).last_login, clock.now().toISOString())

      const role = { url: `/api/v1/admin/users/${person.userId}/roles/admin`, as: 'admin' } as const
      await send({ ...role, method: 'PUT' })
      assert.equal((await shown(token)).role, 'admin')
      await send({ ...role, method: 'DELETE' })
      assert.equal((await shown(token)).role, 'user')
    })

    test('is answered to nobody whose session has ended', async () => {
      const person = await register()
      const token = await signedIn(person.email)
      assert.equal((await shown(token)).status, 200)
      await send({ method: 'POST', url: '/api/v1/auth/logout', headers: bearer(token) })
      assert.equal((await shown(token)).status, 401)

      const again = await signedIn(person.email)
      assert.equal((await shown(again)).status, 200)
      const url = `/api/v1/admin/users/${person.userId}/activation`
      await send({ method: 'PUT', url, as: 'admin', body: { active: false } })
      assert.equal((await shown(again)).status, 401)
    })

    test('shows that it will be deleted, and that it is kept after all', async () => {
      const person = await register()
      await shown(await signedIn(person.email))
      await person.send({ method: 'DELETE', url: '/api/v1/profile', body: { password: PASSWORD } })
      const token = await signedIn(person.email)
      const { deletion_at } = await shown(token)
      assert.notEqual(deletion_at, null)
      await send({ method: 'POST', url: '/api/v1/profile/deletion/cancel', headers: bearer(token) })
      assert.equal((await shown(token)).deletion_at, null)
    })
  },
)
