import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../testing/test-app.ts'

const app = await createTestApp()

const resources = [
  { name: 'a pose', read: '/api/v1/poses/1', change: '/api/v1/poses/1', field: 'description' },
  { name: 'a sequence', read: '/api/v1/sequences/1', change: '/api/v1/admin/sequences/1', field: 'name' },
]

for (const { name, read, change, field } of resources) {
  const tagOf = async (headers = {}) => String((await app.send({ url: read, headers })).headers['etag'])
  const put = (value: string, ifMatch?: string) =>
    app.send({
      method: 'PUT',
      url: change,
      as: 'admin',
      body: { [field]: value },
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    })

  test(`of two who read ${name} and change it, the second is told that it has changed`, async () => {
    const tag = await tagOf()
    assert.equal((await put('First', tag)).status, 200)
    const second = await put('Second', tag)
    assert.deepEqual([second.status, second.json.code], [412, 'request.precondition_failed'])
    assert.equal((await app.send({ url: read })).json[field], 'First')
    assert.equal((await put('Second', await tagOf())).status, 200)
    assert.equal((await app.send({ url: read })).json[field], 'Second')
  })

  test(`${name} is changed by who read it compressed, names several tags, takes any, or sends none`, async () => {
    const compressed = await tagOf({ 'accept-encoding': 'br' })
    assert.equal((await put('A', `"other", ${compressed}`)).status, 200)
    assert.equal((await put('B', '*')).status, 200)
    assert.equal((await put('C')).status, 200)
  })

  test(`a weak tag does not prove what ${name} is`, async () => {
    assert.equal((await put('D', `W/${await tagOf()}`)).status, 412)
  })
}

test('a pose that is hidden cannot be what the caller read', async () => {
  const { json, headers } = await app.send({ url: '/api/v1/poses/2' })
  const url = '/api/v1/poses/2'
  await app.send({ method: 'PUT', url: `${url}/publication`, as: 'admin', body: { is_published: false } })
  const body = { description: json.description }
  for (const tag of [String(headers['etag']), '*']) {
    const change = await app.send({ method: 'PUT', url, as: 'admin', body, headers: { 'if-match': tag } })
    assert.equal(change.status, 412)
  }
})

test('a condition that nothing compares refuses the change instead of being ignored', async () => {
  const changes = [
    { method: 'PUT', url: '/api/v1/profile', body: { name: 'Changed' } },
    { method: 'PUT', url: '/api/v1/favorites/1' },
    { method: 'DELETE', url: '/api/v1/favorites/1' },
    { method: 'POST', url: '/api/v1/favorites', body: { sequence_id: 1 } },
    { method: 'PUT', url: '/api/v1/poses/1', body: { description: 'Changed' }, only: 'if-none-match' },
  ] as const
  const before = [
    await app.send({ url: '/api/v1/profile', as: 'admin' }),
    await app.send({ url: '/api/v1/poses/1' }),
  ]
  for (const { method, url, ...more } of changes) {
    const body = 'body' in more ? more.body : undefined
    for (const field of 'only' in more ? [more.only] : ['if-match', 'if-none-match']) {
      for (const value of ['*', '"0000000000000000000000"']) {
        const { status, json } = await app.send({
          method,
          url,
          body,
          as: 'admin',
          headers: { [field]: value },
        })
        assert.deepEqual(
          [status, json.code],
          [412, 'request.unsupported_precondition'],
          `${method} ${url} ${field}`,
        )
        assert.match(json.detail, new RegExp(field, 'i'))
      }
    }
  }
  assert.deepEqual((await app.send({ url: '/api/v1/favorites', as: 'admin' })).json.total, 0)
  const after = [
    await app.send({ url: '/api/v1/profile', as: 'admin' }),
    await app.send({ url: '/api/v1/poses/1' }),
  ]
  assert.deepEqual(
    after.map(({ json }) => json),
    before.map(({ json }) => json),
  )
})

test('who may not change it and what is not valid are told so before a condition; one without a date to compare is ignored', async () => {
  const headers = { 'if-match': '"0000000000000000000000"' }
  const put = (body: object, as: 'guest' | 'user') =>
    app.send({ method: 'PUT', url: '/api/v1/profile', body, as, headers })
  assert.equal((await put({ name: 'A' }, 'guest')).status, 401)
  assert.equal((await put({ name: 7 }, 'user')).status, 422)
  const since = { 'if-unmodified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' }
  const changed = { method: 'PUT', url: '/api/v1/profile', body: { name: 'A' }, as: 'user' } as const
  assert.equal((await app.send({ ...changed, headers: since })).status, 200)
})

test('a reader is told that nothing changed until something did', async () => {
  const url = '/api/v1/poses?search=warrior'
  const first = await app.send({ url })
  const headers = { 'if-none-match': String(first.headers['etag']) }
  const again = await app.send({ url, headers })
  assert.deepEqual([again.status, again.text], [304, ''])
  assert.equal(again.headers['x-total-count'], first.headers['x-total-count'])
  const { pose_id } = first.json.poses[0]
  await app.send({
    method: 'PUT',
    url: `/api/v1/poses/${pose_id}`,
    as: 'admin',
    body: { description: 'Other' },
  })
  assert.equal((await app.send({ url, headers })).status, 200)
})

test('the answers about a person are nobody else’s, and those with tokens are not kept at all', async () => {
  const { headers } = await app.send({ url: '/api/v1/stats', as: 'user' })
  assert.equal(headers['cache-control'], 'private, no-cache')
  assert.match(String(headers['vary']), /Authorization, Cookie/)
  const body = { email: 'kept@example.com', name: 'Kept', password: 'Downward1Dog' }
  const registered = await app.send({
    method: 'POST',
    url: '/api/v1/auth/register',
    body,
    headers: { 'accept-encoding': 'gzip' },
  })
  assert.equal(registered.headers['cache-control'], 'no-store')
  assert.equal(registered.headers['content-encoding'], undefined)
})
