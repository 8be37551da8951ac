import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../testing/test-app.ts'

const { server } = await createTestApp({
  env: { LIMIT_PUBLIC: '5/min', LIMIT_ROUTES: 'sequences.categories=1/h' },
})

test('every answer that was counted says what is left, whatever its status; others do not', async () => {
  const read = async (method: 'GET' | 'HEAD', url: string, headers = {}) => {
    const answer = await server.inject({ method, url: `/api/v1${url}`, headers })
    const { statusCode, headers: sent } = answer
    return [statusCode, sent['ratelimit-policy'], sent['ratelimit'], sent['retry-after']]
  }
  const policy = '"public";q=5;w=60'
  const { headers } = await server.inject('/api/v1/poses')
  assert.deepEqual(await read('HEAD', '/poses'), [200, policy, '"public";r=3;t=60', undefined])
  const etag = { 'if-none-match': headers['etag'] }
  assert.deepEqual(await read('GET', '/poses', etag), [304, policy, '"public";r=2;t=60', undefined])
  assert.deepEqual(await read('GET', '/poses/999999'), [404, policy, '"public";r=1;t=60', undefined])
  assert.deepEqual(await read('GET', '/poses?page=0'), [422, undefined, undefined, undefined])
  assert.deepEqual(await read('GET', '/nowhere'), [404, undefined, undefined, undefined])
  await server.inject('/api/v1/poses')
  assert.deepEqual(await read('GET', '/poses', etag), [429, policy, '"public";r=0;t=60', '60'])
  const own = '"sequences.categories";q=1;w=3600'
  assert.deepEqual(await read('GET', '/sequences/categories'), [
    200,
    own,
    '"sequences.categories";r=0;t=3600',
    undefined,
  ])
})
