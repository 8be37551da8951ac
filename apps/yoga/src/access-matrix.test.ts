import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  accessOf,
  bareRequests,
  expectedAccess,
  expectedKeyAccess,
} from '@groundwork/kit/testing/access-matrix'
import { APP_SCHEMAS } from '@groundwork/kit/testing/app-template'
import { createRestorePoint } from '@groundwork/kit/testing/restore-point'
import { mounts } from './app.ts'
import { scopes } from './permissions.ts'
import { COOKIE_NAME } from './sign-in.ts'
import { createTestApp } from './testing/test-app.ts'

const app = await createTestApp({ env: { CORS_ORIGINS: 'https://app.example.com' } })
const allScopes = Object.keys(scopes)
const keys = await Promise.all(
  [allScopes, ['practice.read']].map(async (scopes) => {
    const wanted = { subject: String(app.ids.admin), name: 'test', scopes, lifeMs: 86_400_000 }
    const made = await app.deps.db.transaction((tx) => app.deps.signIn.apiKeys.create(tx, wanted))
    return { scopes, text: made!.text }
  }),
)
const returnToSignIns = await app.keepSignIns()
const { restore } = await createRestorePoint(app.deps.db, APP_SCHEMAS)

let isAsItWas = false

/** Some of the requests end the session they are sent in, or delete what others ask for. */
async function anew() {
  if (isAsItWas) return
  await restore()
  await returnToSignIns()
  isAsItWas = true
}

/** Sends a request from the state that all begin with; what is refused leaves it as it is. */
async function send(request: Parameters<typeof app.send>[0]) {
  await anew()
  const answer = await app.send(request)
  isAsItWas = request.method === 'GET' || answer.status >= 400
  return answer
}

describe('every route lets in whom its permission names', () => {
  for (const { endpoint, request } of bareRequests(mounts)) {
    test(`${endpoint.id} (${endpoint.permission})`, async () => {
      for (const as of ['guest', 'user', 'other', 'admin'] as const) {
        const answer = await send({ ...request, as })
        assert.equal(accessOf(answer), expectedAccess(endpoint, as), `${as}: ${answer.status} ${answer.text}`)
      }
    })
  }
})

describe('every route lets in an API key that has its scope, and no other', () => {
  for (const { endpoint, request } of bareRequests(mounts)) {
    test(`${endpoint.id} (${endpoint.scope})`, async () => {
      for (const { scopes, text } of keys) {
        const expected = expectedKeyAccess(endpoint, scopes)
        const answer = await send({ ...request, headers: { 'x-api-key': text } })
        assert.equal(accessOf(answer), expected, `${scopes}: ${answer.text}`)
      }
    })
  }

  test('every scope opens something, and nothing needs one that cannot be had', () => {
    const needed = mounts.flatMap(({ bindings }) => bindings.flatMap(({ endpoint }) => endpoint.scope || []))
    assert.deepEqual([...new Set(needed)].toSorted(), allScopes.toSorted())
  })
})

describe('the session cookie counts for reading, and for changes only from trusted pages where the contract says so', () => {
  for (const { endpoint, request } of bareRequests(mounts)) {
    if (endpoint.permission === 'public' || endpoint.permission === 'optional') continue
    test(endpoint.id, async () => {
      for (const origin of ['https://app.example.com', 'https://evil.example', undefined]) {
        await anew()
        const headers = {
          cookie: `${COOKIE_NAME}=${await app.tokenOf('admin')}`,
          ...(origin !== undefined && { origin }),
        }
        const isTrusted = origin === 'https://app.example.com'
        const counts = endpoint.method === 'GET' || (endpoint.allowCookie === true && isTrusted)
        const answer = await send({ ...request, headers })
        assert.equal(accessOf(answer), counts ? 'admitted' : 'auth.required', `${origin}: ${answer.text}`)
      }
    })
  }
})
