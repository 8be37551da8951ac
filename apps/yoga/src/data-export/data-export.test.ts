import assert from 'node:assert/strict'
import { readdir, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, test } from 'node:test'
import { accountsOf, PASSWORD, type TestAccount } from '../testing/accounts.ts'
import { startMailbox } from '../testing/mailbox.ts'
import { createTestApp, type TestRequest } from '../testing/test-app.ts'
import { ExportDocument } from './document-contract.ts'

const mailbox = await startMailbox()
const app = await createTestApp({ env: { ...mailbox.env, PUBLIC_URL: 'https://api.example.com' } })
const { send, clock, jobs, deps } = app
const { register, logIn } = accountsOf(app)

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const url = '/api/v1/profile/export'
const folder = path.resolve(deps.config.DATA_DIR, 'exports')
const files = () => readdir(folder).catch(() => [])

type Sender = Pick<TestAccount, 'send'>
const ask = ({ send }: Sender) => send({ method: 'POST', url })
const read = async ({ send }: Sender) => (await send({ url })).json
const download = ({ send }: Sender) => send({ url: `${url}/download` })

/** Somebody whose export is ready. */
async function exported() {
  const person = await register()
  await ask(person)
  await jobs.runPending()
  return person
}

describe('asking for a copy of your data', () => {
  test('answers that it is being made; a mail says when it is ready, and then it can be downloaded', async () => {
    const person = await register()
    await jobs.runPending()
    mailbox.take(person.email)
    const asked = await ask(person)
    const pending = { state: 'pending', requested_at: clock.now().toISOString() }
    const nothing = { ready_at: null, expires_at: null, size_bytes: null }
    assert.deepEqual([asked.status, asked.json], [202, { ...pending, ...nothing }])
    assert.deepEqual(await read(person), asked.json)
    assert.equal((await download(person)).json.code, 'data_export.not_ready')
    clock.advance(60_000)
    await jobs.runPending()
    const { size_bytes, ...ready } = await read(person)
    assert.deepEqual(ready, {
      ...pending,
      state: 'ready',
      ready_at: clock.now().toISOString(),
      expires_at: new Date(clock.nowMs() + 7 * DAY_MS).toISOString(),
    })
    const [mail, ...others] = mailbox.take(person.email)
    assert.deepEqual([mail?.subject, others.length], ['Your YogaFlow data is ready', 0])
    assert.equal(mail?.link, 'https://api.example.com/api/v1/profile/export/download')
    const { status, headers, text } = await download(person)
    assert.deepEqual([status, Buffer.byteLength(text)], [200, size_bytes])
    assert.match(String(headers['content-type']), /^application\/json/)
    assert.equal(headers['content-disposition'], 'attachment; filename="yogaflow-2026-03-02.json"')
    assert.equal(headers['cache-control'], 'no-store')
  })

  test('again while it is being made answers that one; afterwards a new one takes its place', async () => {
    const person = await register()
    const before = await files()
    const [first, again] = [await ask(person), await ask(person)]
    assert.deepEqual(again.json, first.json)
    const runs = await jobs.runPending()
    assert.equal(runs.filter(({ job }) => job === 'data_export.make').length, 1)
    clock.advance(HOUR_MS)
    assert.equal((await ask(person)).json.state, 'pending')
    assert.deepEqual(await files(), before, 'the one before is gone')
    assert.equal((await download(person)).status, 404)
    await jobs.runPending()
    assert.equal((await read(person)).ready_at, clock.now().toISOString())
    assert.equal((await files()).length, before.length + 1)
  })

  test('many times at once makes one', async () => {
    const person = await register()
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(person)))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]))
    const runs = await jobs.runPending()
    assert.equal(runs.filter(({ job }) => job === 'data_export.make').length, 1)
  })

  test('that did not get ready within an hour has failed, and can be asked for again', async () => {
    const person = await register()
    await ask(person)
    clock.advance(HOUR_MS)
    assert.equal((await read(person)).state, 'failed')
    const before = await files()
    assert.equal((await ask(person)).json.state, 'pending')
    await jobs.runPending()
    assert.equal((await read(person)).state, 'ready')
    assert.equal((await files()).length, before.length + 1, 'the first request makes none any more')
  })

  test('can be asked for five times a day', async () => {
    const limited = await createTestApp({ env: { LIMIT_EXPORTS: '5/d' } })
    const statuses = []
    for (let i = 0; i < 6; i++)
      statuses.push((await limited.send({ method: 'POST', url, as: 'user' })).status)
    assert.deepEqual(statuses, [202, 202, 202, 202, 202, 429])
  })
})

describe('the document', () => {
  test('has its format, its version and every section, and is laid out for people too', async () => {
    const person = await exported()
    const { text } = await download(person)
    const document = ExportDocument.strict().parse(JSON.parse(text))
    assert.equal(document.profile.email, person.email)
    assert.equal(document.profile.user_id, person.userId)
    assert.match(text, /^\{\n {2}"format": "yogaflow-export",\n {2}"version": 1,\n/)
    assert.ok(!text.includes('$argon2id$') && !text.includes('hash"'))
  })

  test('is made of one moment, and of nothing of anybody else', async () => {
    const [person, other] = [await register(), await register()]
    const role = (userId: number): TestRequest => ({
      method: 'PUT',
      url: `/api/v1/admin/users/${userId}/roles/admin`,
    })
    await send({ ...role(person.userId), as: 'admin' })
    await person.send(role(other.userId))
    await ask(person)
    await jobs.runPending()
    const { text, json } = await download(person)
    assert.deepEqual(
      json.audit_log.map(({ action, by, to }: Record<string, string>) => [action, by, to]),
      [
        ['role.assigned', 'somebody else', 'you'],
        ['role.assigned', 'you', 'somebody else'],
      ],
    )
    assert.ok(!text.includes(other.email))
    assert.ok(!new RegExp(`\\b${other.userId}\\b`).test(JSON.stringify(json.audit_log)))
    assert.deepEqual(json.roles, [{ role: 'admin', assigned_at: clock.now().toISOString() }])
    const { roles } = deps.signIn
    for (const { userId } of [person, other])
      await deps.db.transaction((tx) =>
        roles.revoke(tx, { subject: String(userId), role: 'admin', by: 'test' }),
      )
  })
})

describe('the file of a copy', () => {
  test('has a random name, and is read by nobody but this user of the machine', async () => {
    const before = new Set(await files())
    await exported()
    const [file, ...others] = (await files()).filter((name) => !before.has(name))
    assert.equal(others.length, 0)
    assert.match(file!, /^[0-9a-f-]{36}\.json$/)
    assert.equal((await stat(path.join(folder, file!))).mode & 0o777, 0o600)
  })

  test('is downloaded for seven days, and then deleted', async () => {
    const person = await exported()
    const before = await files()
    clock.advance(7 * DAY_MS - HOUR_MS)
    assert.equal((await person.send({ url: '/api/v1/profile' })).status, 401)
    const { access_token } = (await logIn(person.email)).json
    const again = { send: (request: TestRequest) => person.send(request, access_token) }
    assert.equal((await download(again)).status, 200)
    clock.advance(HOUR_MS)
    assert.equal((await download(again)).json.code, 'data_export.not_ready')
    assert.equal((await read(again)).state, 'none')
    clock.advance(HOUR_MS)
    await jobs.runPending()
    assert.ok((await files()).length < before.length)
    assert.equal((await read(again)).state, 'none')
  })

  test('that no export knows is deleted after a day', async () => {
    await exported()
    const lost = path.join(folder, '00000000-0000-4000-8000-000000000000.json')
    await writeFile(lost, '{}')
    const known = (await files()).length
    clock.advance(HOUR_MS)
    await jobs.runPending()
    assert.equal((await files()).length, known)
    await utimes(lost, 0, Date.now() / 1000 - 2 * 86_400)
    clock.advance(HOUR_MS)
    await jobs.runPending()
    assert.equal((await files()).length, known - 1)
  })

  test('can be taken along by who leaves, and goes with the account', async () => {
    const person = await register()
    await person.send({ method: 'DELETE', url: '/api/v1/profile', body: { password: PASSWORD } })
    clock.advance(89 * DAY_MS)
    const { access_token } = (await logIn(person.email)).json
    const leaving = { send: (request: TestRequest) => person.send(request, access_token) }
    await jobs.runPending()
    const before = (await files()).length
    await ask(leaving)
    await jobs.runPending()
    assert.equal((await download(leaving)).status, 200)
    assert.equal((await files()).length, before + 1)
    clock.advance(2 * DAY_MS)
    await jobs.runPending()
    assert.equal((await files()).length, before)
  })
})

describe('who may', () => {
  test('everybody signed in asks for, sees and downloads their own, and guests none', async () => {
    await send({ method: 'POST', url, as: 'user' })
    await jobs.runPending()
    for (const as of ['other', 'admin'] as const) {
      assert.equal((await send({ url, as })).json.state, 'none')
      assert.equal((await send({ url: `${url}/download`, as })).status, 404)
      assert.equal((await send({ method: 'POST', url, as })).status, 202)
    }
    await jobs.runPending()
    for (const as of ['user', 'other', 'admin'] as const) {
      assert.equal((await send({ url, as })).json.state, 'ready')
      const { status, json } = await send({ url: `${url}/download`, as })
      assert.deepEqual([status, json.profile.user_id], [200, app.ids[as]])
    }
    const requests: TestRequest[] = [{ method: 'POST', url }, { url }, { url: `${url}/download` }]
    for (const request of requests) assert.equal((await send(request)).status, 401)
  })
})
