import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { jwtVerify, SignJWT } from 'jose'
import { randomToken } from '../ids/random-token.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createAccessTokens } from './access-tokens.ts'
import { parseKeyRing, type KeyRing } from './key-ring.ts'

const oldKey = `old:${randomToken()}`
const keys = parseKeyRing(`new:${randomToken()},${oldKey}`)
const sessionId = randomUUID()
const claims = { subject: '7', sessionId, ttlMs: 900_000 }

function tokensOf(keys: KeyRing, changes: { issuer?: string; audience?: string } = {}) {
  const clock = createFakeClock('2026-11-21T08:00:00Z')
  return {
    clock,
    tokens: createAccessTokens({ keys, clock, issuer: 'yoga', audience: 'yoga-api', ...changes }),
  }
}

/** A token signed with our own key, with any header and claims. */
function signed({ header = {}, payload = {} }: { header?: object; payload?: object }) {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const times = { iat: 1_795_248_000, exp: 1_795_248_900 }
  const body = { sid: sessionId, typ: 'access', sub: '7', iss: 'yoga', aud: 'yoga-api', ...times, ...payload }
  const content = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'new', ...header })}.${encode(body)}`
  return `${content}.${createHmac('sha256', keys[0].secret).update(content).digest('base64url')}`
}

test('a token says who it was issued to, for which session, until it expires', async () => {
  const { tokens, clock } = tokensOf(keys)
  const { token, expiresInS } = await tokens.issue(claims)
  assert.equal(expiresInS, 900)
  const expected = { subject: '7', sessionId, expiresAtMs: Date.parse('2026-11-21T08:15:00Z') }
  assert.deepEqual(tokens.verify(token), expected)
  clock.advance(899_999)
  assert.deepEqual(tokens.verify(token), expected)
  clock.advance(1)
  assert.equal(tokens.verify(token), undefined)
})

test('an independent verifier accepts the tokens, with the documented header and claims', async () => {
  const { tokens, clock } = tokensOf(keys)
  const { token } = await tokens.issue(claims)
  const options = { algorithms: ['HS256'], issuer: 'yoga', audience: 'yoga-api', currentDate: clock.now() }
  const { payload, protectedHeader } = await jwtVerify(token, keys[0].secret, options)
  assert.deepEqual(protectedHeader, { alg: 'HS256', typ: 'JWT', kid: 'new' })
  const iat = clock.nowMs() / 1000
  assert.deepEqual(payload, {
    sub: '7',
    sid: sessionId,
    iat,
    exp: iat + 900,
    iss: 'yoga',
    aud: 'yoga-api',
    typ: 'access',
  })
})

test('a token signed with an older key of the ring is valid until that key is removed', async () => {
  const { token } = await tokensOf(parseKeyRing(oldKey)).tokens.issue(claims)
  assert.equal(tokensOf(keys).tokens.verify(token)?.subject, '7')
  assert.equal(tokensOf([keys[0]]).tokens.verify(token), undefined)
})

test('only our own kind of token is accepted, even when it bears our signature', async () => {
  const { tokens } = tokensOf(keys)
  assert.equal(tokens.verify(signed({}))?.subject, '7')
  const foreign = {
    'another algorithm': signed({ header: { alg: 'HS384' } }),
    'no algorithm': signed({ header: { alg: 'none' } }),
    'an unknown key': signed({ header: { kid: 'other' } }),
    'more header fields': signed({ header: { crit: ['exp'] } }),
    'another issuer': signed({ payload: { iss: 'navi' } }),
    'another audience': signed({ payload: { aud: 'navi-api' } }),
    'another type': signed({ payload: { typ: 'refresh' } }),
    'no session': signed({ payload: { sid: undefined } }),
    'no subject': signed({ payload: { sub: undefined } }),
    'no expiry': signed({ payload: { exp: undefined } }),
    'an expiry that is not a number': signed({ payload: { exp: '9999999999' } }),
  }
  for (const [what, token] of Object.entries(foreign)) assert.equal(tokens.verify(token), undefined, what)
  const stranger = await new SignJWT({ sid: sessionId, typ: 'access' })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: 'new' })
    .setSubject('7')
    .setIssuer('yoga')
    .setAudience('yoga-api')
    .setExpirationTime(1_795_248_900)
    .sign(Buffer.from(randomToken()))
  assert.equal(tokens.verify(stranger), undefined, 'another secret')
})

test('no change of any character leaves a token valid, remembered or not', async () => {
  const { tokens } = tokensOf(keys)
  const { token } = await tokens.issue(claims)
  tokens.verify(token)
  const character = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=')
  fc.assert(
    fc.property(fc.nat(token.length - 1), character, (at, other) => {
      fc.pre(token[at] !== other)
      assert.equal(tokens.verify(token.slice(0, at) + other + token.slice(at + 1)), undefined)
    }),
  )
})

test('no text at all is accepted or breaks the verifier', () => {
  const { tokens } = tokensOf(keys)
  const part = fc.oneof(fc.string(), fc.base64String())
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) =>
      assert.equal(tokens.verify(parts.join('.')), undefined),
    ),
  )
  assert.equal(tokens.verify('a'.repeat(1_000_000)), undefined)
})

test('a forgotten token verifies again, and an expired one does not come back', async () => {
  const { tokens, clock } = tokensOf(keys)
  const { token } = await tokens.issue(claims)
  tokens.verify(token)
  tokens.forget({ sessionId })
  assert.equal(tokens.verify(token)?.subject, '7')
  clock.advance(900_000)
  assert.equal(tokens.verify(token), undefined)
  assert.equal(tokens.verify(token), undefined)
})
