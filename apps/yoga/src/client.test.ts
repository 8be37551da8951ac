import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { ApiError, isErrorOf } from '@groundwork/sdk/api-error'
import { createYogaClient } from '@groundwork/sdk/generated/yoga/client'
import type { Pose } from '@groundwork/sdk/generated/yoga/schemas'
import { createTestApp } from './testing/test-app.ts'

const app = await createTestApp({ env: { LIMIT_ROUTES: 'sequences.categories=1/min' } })
await app.server.listen({ host: '127.0.0.1', port: 0 })
const { port } = app.server.server.address() as AddressInfo
const baseUrl = `http://127.0.0.1:${port}`
const guest = createYogaClient({ baseUrl })
const user = createYogaClient({ baseUrl, token: () => app.tokenOf('user') })
const admin = createYogaClient({ baseUrl, token: () => app.tokenOf('admin') })

test('a list answers a page, and gives every item of all pages', async () => {
  const page = await guest.poses.list({ query: { page: 2, page_size: 30 } })
  assert.deepEqual([page.total, page.page, page.total_pages, page.poses.length], [80, 2, 3, 30])
  const names: string[] = []
  for await (const pose of guest.poses.list.each({ query: { page_size: 30 } })) {
    pose satisfies Pose
    names.push(pose.name_english)
  }
  assert.equal(new Set(names).size, 80)
  assert.deepEqual(names, names.toSorted())
})

test('items begin at the page that is asked for, and an empty list has none', async () => {
  const from = async (query: { page?: number; page_size?: number; search?: string }) =>
    (await Array.fromAsync(guest.poses.list.each({ query }))).length
  assert.equal(await from({ page: 3, page_size: 30 }), 20)
  assert.equal(await from({ search: 'no such pose' }), 0)
})

test('an error has the codes that the operation names', async () => {
  const error: unknown = await guest.poses
    .get({ params: { pose_id: 9999 } })
    .catch((thrown: unknown) => thrown)
  assert.ok(isErrorOf(guest.poses.get, error))
  error.code satisfies 'pose.not_found' | 'request.invalid' | 'limit.exceeded'
  assert.deepEqual(
    [error.code, error.status, error.detail],
    ['pose.not_found', 404, 'Pose with ID 9999 not found'],
  )
  assert.ok(error.requestId)
  const wrong: unknown = await guest.poses
    .list({ query: { page_size: 1000 } })
    .catch((thrown: unknown) => thrown)
  assert.ok(wrong instanceof ApiError)
  assert.deepEqual(
    wrong.fields.map(({ in: place, path, code }) => [place, path, code]),
    [['query', ['page_size'], 'too_big']],
  )
})

test('a session is practised from start to end by its methods', async () => {
  const { session_id } = await user.practiceSessions.start({ body: { sequence_id: 1 } })
  assert.equal((await user.practiceSessions.current()).session_id, session_id)
  const paused = await user.practiceSessions.pause({ params: { session_id }, body: { duration_so_far: 60 } })
  assert.equal(paused.duration_seconds, 60)
  const { state, statistics } = await user.practiceSessions.complete({
    body: { session_id, duration_seconds: 900 },
  })
  assert.equal(state, 'completed')
  assert.equal(statistics?.total_sessions, 1)
})

test('a limit is waited for as long as the server asks', async () => {
  const wait = async (ms: number) => app.clock.advance(ms)
  const patient = createYogaClient({ baseUrl, retry: { wait, maxWaitMs: 60_000 } })
  const before = app.clock.nowMs()
  await patient.sequences.categories()
  await patient.sequences.categories()
  assert.equal(app.clock.nowMs() - before, 60_000)
})

test('a drawing is text, an upload is a form, and what is uploaded is read as bytes', async () => {
  assert.match(await guest.images.pose({ params: { file: 'mountain-pose.svg' } }), /^<svg/)
  const pixel =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  const file = new Blob([Buffer.from(pixel, 'base64')])
  const { filename, size } = await admin.uploads.create({ body: { file } })
  assert.equal((await guest.uploads.read({ params: { filename } })).size, size)
  await assert.rejects(user.uploads.create({ body: { file } }), { code: 'auth.forbidden' })
})

test('an expired token is renewed on the way', async () => {
  const person = { email: 'renewed@example.com', password: 'Downward1Dog' }
  await guest.accounts.register({ body: { ...person, name: 'Noor' } })
  let { tokens } = await guest.accounts.login({ body: { ...person, remember_me: true } })
  const client = createYogaClient({
    baseUrl,
    token: () => tokens.access_token,
    refreshToken: async () => {
      tokens = await guest.accounts.refresh({ body: { refresh_token: tokens.refresh_token! } })
      return tokens.access_token
    },
  })
  const first = tokens.access_token
  app.clock.advance(tokens.expires_in * 1000 - 1000)
  await client.accounts.me()
  assert.equal(tokens.access_token, first)
  app.clock.advance(2000)
  const me = await client.accounts.me()
  assert.equal(me.email, person.email)
  assert.notEqual(tokens.access_token, first)
})
