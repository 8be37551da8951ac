import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { randomToken } from '../ids/random-token.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { kitTemplate } from '../testing/kit-template.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { createAccessTokens } from './access-tokens.ts'
import { createAuthenticator } from './authenticator.ts'
import { parseKeyRing } from './key-ring.ts'
import { createRequestAuthentication } from './request-authentication.ts'
import { createSessionCookie } from './session-cookie.ts'
import { createSessions } from './sessions.ts'

const database = await createTestDatabase({ template: await kitTemplate() })
const { db } = database
after(() => database.drop())

const HOUR_MS = 3_600_000
const lifetime = { idleMs: HOUR_MS, absoluteMs: HOUR_MS }
const clock = createFakeClock('2026-11-21T08:00:00Z')
const keys = parseKeyRing(`test:${randomToken()}`)
const tokens = createAccessTokens({ keys, clock, issuer: 'test', audience: 'test' })
const authenticate = createRequestAuthentication({
  authenticator: createAuthenticator({ db, clock, tokens }),
  cookie: createSessionCookie({ name: 'session', production: false }),
  trustedOrigins: ['https://app.example.com'],
  refuse: () => new Error('refused'),
})
const sessions = createSessions({ clock, lifetimes: { remembered: lifetime, brief: lifetime } })
const { sessionId } = await sessions.start(db, '7', { remember: false })
const { token } = await tokens.issue({ subject: '7', sessionId, ttlMs: HOUR_MS })
const cookie = `session=${token}`

test('a bearer token counts whatever an endpoint makes of cookies, and its scheme in any case', async () => {
  for (const use of ['allowed', 'same_origin', 'refused'] as const) {
    assert.equal((await authenticate({ authorization: `Bearer ${token}` }, use))?.carrier, 'bearer')
    assert.equal((await authenticate({ authorization: `bearer ${token}` }, use))?.subject, '7')
  }
})

test('a cookie counts where it is taken, and is ignored elsewhere', async () => {
  assert.equal((await authenticate({ cookie }, 'allowed'))?.carrier, 'cookie')
  assert.equal(await authenticate({ cookie }, 'refused'), undefined)
})

test('where something is changed, a cookie counts only with a trusted origin', async () => {
  const origin = 'https://app.example.com'
  assert.equal((await authenticate({ cookie, origin }, 'same_origin'))?.carrier, 'cookie')
  assert.equal(
    (await authenticate({ cookie, 'sec-fetch-site': 'same-origin' }, 'same_origin'))?.carrier,
    'cookie',
  )
  assert.equal(await authenticate({ cookie, origin: 'https://evil.example' }, 'same_origin'), undefined)
  assert.equal(await authenticate({ cookie }, 'same_origin'), undefined)
})

test('a request without credentials, or with those of another scheme, has no caller', async () => {
  assert.equal(await authenticate({}, 'allowed'), undefined)
  assert.equal(await authenticate({ authorization: 'Basic dTpw' }, 'allowed'), undefined)
})

test('credentials that are not valid are refused, and a good cookie does not make up for a bad token', async () => {
  await assert.rejects(authenticate({ authorization: 'Bearer x.y.z', cookie }, 'allowed'), /refused/)
  await assert.rejects(authenticate({ authorization: 'Bearer ' }, 'allowed'), /refused/)
  await assert.rejects(authenticate({ cookie: 'session=x' }, 'allowed'), /refused/)
})
