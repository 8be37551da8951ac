import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashToken, randomToken } from './random-token.ts'

test('a token carries the bytes asked for, in letters that a URL takes as they are, and never twice the same', () => {
  const tokens = Array.from({ length: 100 }, () => randomToken())
  assert.equal(new Set(tokens).size, 100)
  for (const token of tokens) assert.match(token, /^[\w-]{43}$/)
  assert.equal(Buffer.from(randomToken(16), 'base64url').length, 16)
})

test('the hash of a token is its SHA-256', () => {
  assert.equal(
    hashToken('abc').toString('hex'),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})
