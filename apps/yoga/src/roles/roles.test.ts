import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { roles as declared } from '../permissions.ts'
import { accountsOf } from '../testing/accounts.ts'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()
const { send, ids, clock } = app
const { register } = accountsOf(app)

type Person = 'guest' | 'user' | 'other' | 'admin'
const rolesOf = async (userId: number) =>
  (await send({ url: `/api/v1/admin/users/${userId}/roles`, as: 'admin' })).json.roles
const change = (method: 'PUT' | 'DELETE', userId: number, role: string, as: Person = 'admin') =>
  send({ method, url: `/api/v1/admin/users/${userId}/roles/${role}`, as })
const audit = async (query: string) =>
  (await send({ url: `/api/v1/admin/audit-log?${query}`, as: 'admin' })).json

describe('roles', () => {
  test('are listed with what each may do', async () => {
    const { json } = await send({ url: '/api/v1/admin/roles', as: 'admin' })
    assert.deepEqual(json.roles, [
      { role: 'admin', ...declared.admin, permissions: declared.admin.permissions.toSorted() },
      { role: 'editor', ...declared.editor, permissions: declared.editor.permissions.toSorted() },
    ])
  })

  test('given to somebody hold with their next request, and are in the audit log', async () => {
    const person = await register()
    const mayRead = async () => (await person.send({ url: '/api/v1/admin/roles' })).status
    assert.equal(await mayRead(), 403)
    assert.equal((await change('PUT', person.userId, 'admin')).status, 204)
    assert.equal(await mayRead(), 200)
    assert.deepEqual(await rolesOf(person.userId), [
      { role: 'admin', assigned_by: String(ids.admin), assigned_at: clock.now().toISOString() },
    ])
    assert.equal((await change('DELETE', person.userId, 'admin')).status, 204)
    assert.equal(await mayRead(), 403)
    assert.deepEqual(await rolesOf(person.userId), [])
    const { entries } = await audit(`subject=${person.userId}`)
    const facts = entries.map(({ audit_id: _id, ...entry }: { audit_id: number }) => entry)
    const about = { at: clock.now().toISOString(), actor: String(ids.admin), subject: String(person.userId) }
    assert.deepEqual(facts, [
      { ...about, action: 'role.revoked', details: { role: 'admin' } },
      { ...about, action: 'role.assigned', details: { role: 'admin' } },
    ])
  })

  test('given or taken twice change nothing the second time', async () => {
    const { userId } = await register()
    for (const method of ['PUT', 'DELETE'] as const) {
      for (let i = 0; i < 2; i++) assert.equal((await change(method, userId, 'editor')).status, 204)
    }
    assert.equal((await audit(`subject=${userId}`)).entries.length, 2)
  })

  test('that do not exist, and people who do not, are named', async () => {
    const { userId } = await register()
    for (const method of ['PUT', 'DELETE'] as const) {
      assert.equal((await change(method, userId, 'owner')).json.code, 'role.not_found')
      assert.equal((await change(method, 9999, 'editor')).json.code, 'role.user_not_found')
      assert.equal((await change(method, userId, 'No!')).status, 422)
      assert.equal((await change(method, 0, 'editor')).status, 422)
    }
    assert.equal((await send({ url: '/api/v1/admin/users/9999/roles', as: 'admin' })).status, 404)
  })

  test('leave one administrator, even when two take it from each other at once', async () => {
    assert.equal((await change('DELETE', ids.admin, 'admin')).json.code, 'role.last_holder')
    const second = await register()
    await change('PUT', second.userId, 'admin')
    const takeFrom = (userId: number) =>
      ({ method: 'DELETE', url: `/api/v1/admin/users/${userId}/roles/admin` }) as const
    const answers = await Promise.all([
      send({ ...takeFrom(second.userId), as: 'admin' }),
      second.send(takeFrom(ids.admin)),
    ])
    // The slower one finds itself the last administrator, or no administrator any more.
    const [done, refused] = answers.map(({ status }) => status).toSorted()
    assert.deepEqual([done, refused === 403 || refused === 409], [204, true])
    const { roles } = app.deps.signIn
    assert.equal((await roles.listHolders(app.deps.db, { role: 'admin', limit: 9 })).length, 1)
    const subject = String(ids.admin)
    await app.deps.db.transaction((tx) => roles.assign(tx, { subject, role: 'admin', by: 'test' }))
    await change('DELETE', second.userId, 'admin')
  })

  test('list their holders in pages', async () => {
    const people = [await register(), await register(), await register()]
    for (const { userId } of people) await change('PUT', userId, 'editor')
    const page = async (query: string) =>
      (await send({ url: `/api/v1/admin/roles/editor/users?${query}`, as: 'admin' })).json
    const first = await page('limit=2')
    assert.deepEqual(
      first.users.map(({ user_id, email }: { user_id: number; email: string }) => [user_id, email]),
      people.slice(0, 2).map(({ userId, email }) => [userId, email]),
    )
    const second = await page(`limit=2&after=${first.next}`)
    assert.deepEqual(
      [second.users[0].user_id, second.users.length, second.next],
      [people[2]?.userId, 1, null],
    )
  })
})

describe('the audit log', () => {
  test('is read in pages and by who, whom and what', async () => {
    const { userId } = await register()
    for (const role of ['editor', 'admin']) await change('PUT', userId, role)
    await change('DELETE', userId, 'admin')
    const first = await audit(`subject=${userId}&limit=2`)
    const second = await audit(`subject=${userId}&limit=2&before=${first.next}`)
    const actions = [...first.entries, ...second.entries].map(({ action }) => action)
    assert.deepEqual(actions, ['role.revoked', 'role.assigned', 'role.assigned'])
    assert.equal(second.next, null)
    assert.equal((await audit(`subject=${userId}&action=role.revoked`)).entries.length, 1)
    assert.equal((await audit(`subject=${userId}&actor=system`)).entries.length, 0)
    assert.equal((await audit('actor=system&action=roles.synced')).entries.length, 1)
  })
})

describe('who may', () => {
  const scenarios = [
    { method: 'GET', url: '/admin/roles', admin: 200 },
    { method: 'GET', url: '/admin/roles/admin/users', admin: 200 },
    { method: 'GET', url: '/admin/users/1/roles', admin: 200 },
    { method: 'PUT', url: '/admin/users/1/roles/editor', admin: 204 },
    { method: 'DELETE', url: '/admin/users/1/roles/editor', admin: 204 },
    { method: 'GET', url: '/admin/audit-log', admin: 200 },
  ] as const
  for (const { method, url, admin } of scenarios) {
    test(`${method} ${url}: administrators only`, async () => {
      const expected = { guest: 401, user: 403, other: 403, admin }
      for (const [as, status] of Object.entries(expected)) {
        const answer = await send({ method, url: `/api/v1${url}`, as: as as Person })
        assert.equal(answer.status, status, as)
      }
    })
  }

  test('an editor may not give roles', async () => {
    const person = await register()
    await change('PUT', person.userId, 'editor')
    const url = `/api/v1/admin/users/${person.userId}/roles/admin`
    assert.equal((await person.send({ method: 'PUT', url })).status, 403)
  })
})
