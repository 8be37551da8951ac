import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSessionCookie } from './session-cookie.ts'
import { isTrustedOrigin } from './trusted-origin.ts'

const token = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl'

test('in production the cookie is bound to the host, sent over HTTPS only and hidden from scripts', () => {
  const cookie = createSessionCookie({ name: 'yoga_session', production: true })
  assert.equal(
    cookie.set(token, 3600),
    `__Host-yoga_session=${token}; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax`,
  )
})

test('in development the cookie works without HTTPS', () => {
  const cookie = createSessionCookie({ name: 'yoga_session', production: false })
  assert.equal(cookie.set(token, 60), `yoga_session=${token}; Max-Age=60; Path=/; HttpOnly; SameSite=Lax`)
})

test('the cookie is read among others, and a cleared or absent one is no token', () => {
  const cookie = createSessionCookie({ name: 'yoga_session', production: false })
  assert.equal(cookie.read(`theme=dark; yoga_session=${token}; x=1`), token)
  assert.match(cookie.clear(), /^yoga_session=; Max-Age=0; /)
  assert.equal(cookie.read('yoga_session='), undefined)
  assert.equal(cookie.read('other=1'), undefined)
  assert.equal(cookie.read(undefined), undefined)
})

test('a cookie without the prefix is not believed in production', () => {
  const cookie = createSessionCookie({ name: 'yoga_session', production: true })
  assert.equal(cookie.read(`yoga_session=${token}`), undefined)
})

test('requests are trusted from this origin and from configured ones only', () => {
  const allowed = ['https://app.example.com']
  const trusted = (headers: Record<string, string>) => isTrustedOrigin(headers, allowed)
  assert.equal(trusted({ 'sec-fetch-site': 'same-origin' }), true)
  assert.equal(trusted({ 'sec-fetch-site': 'cross-site', origin: 'https://app.example.com' }), true)
  assert.equal(trusted({ origin: 'https://app.example.com' }), true)
  assert.equal(trusted({ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }), false)
  assert.equal(trusted({ 'sec-fetch-site': 'same-site', origin: 'https://other.example.com' }), false)
  assert.equal(trusted({ 'sec-fetch-site': 'none' }), false)
  assert.equal(trusted({ origin: 'null' }), false)
  assert.equal(trusted({ origin: 'https://app.example.com.evil.example' }), false)
  assert.equal(trusted({}), false)
})
