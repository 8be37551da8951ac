import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { redactText } from '../telemetry/redact-text.ts'
import { createApiKeyHashes } from './api-key-hash.ts'
import { API_KEY, formatApiKey, newApiKey, parseApiKey } from './api-key-text.ts'
import { parseKeyRing } from './key-ring.ts'

const ring = (...kids: string[]) =>
  parseKeyRing(
    kids
      .map((kid) => `${kid}:${Buffer.from(`the secret of ${kid}, 32 bytes or more`).toString('base64url')}`)
      .join(),
  )

test('a key is one word that says where it belongs, and reads back as what it was', () => {
  for (const environment of ['live', 'test'] as const) {
    const key = newApiKey(environment)
    const text = formatApiKey(key)
    assert.match(text, API_KEY)
    assert.ok(text.startsWith(`gw_${environment}_`))
    assert.deepEqual(parseApiKey(text), key)
    assert.equal(redactText(`refused ${text} of somebody`), 'refused [redacted] of somebody')
  }
  const keyId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
  assert.equal(parseApiKey(formatApiKey({ ...newApiKey('live'), keyId }))?.keyId, keyId)
})

test('a key with any character changed, left out or added is none', () => {
  const text = formatApiKey(newApiKey('test'))
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom(...'0aZ_é '), (at, other) => {
      const changed = text.slice(0, at) + other + text.slice(at + 1)
      if (changed !== text) assert.equal(parseApiKey(changed), undefined, changed)
      assert.equal(parseApiKey(text.slice(0, at) + text.slice(at + 1)), undefined)
      assert.equal(parseApiKey(text.slice(0, at) + other + text.slice(at)), undefined)
    }),
  )
})

test('a stored hash is that of one key, and made with the first of the ring', () => {
  const key = newApiKey('test')
  const before = createApiKeyHashes(ring('old'))
  const stored = before.hash(key)
  assert.equal(stored.hashKid, 'old')
  const after = createApiKeyHashes(ring('new', 'old'))
  assert.equal(after.matches(key, stored), true)
  assert.equal(after.hash(key).hashKid, 'new')
  assert.equal(after.matches({ ...key, secret: newApiKey('test').secret }, stored), false)
  assert.equal(after.matches({ ...key, keyId: newApiKey('test').keyId }, stored), false)
  assert.equal(createApiKeyHashes(ring('new')).matches(key, stored), false, 'the ring has lost the key')
})
