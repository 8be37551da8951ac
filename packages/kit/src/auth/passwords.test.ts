import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as argon2 from '@node-rs/argon2'
import * as bcrypt from '@node-rs/bcrypt'
import { createPasswords, type HashOperation } from './passwords.ts'

const cheap = { memoryKiB: 64, passes: 2, lanes: 1 }

test('a hash is Argon2id with 19 MiB, two passes and one lane, and verifies', async () => {
  const passwords = createPasswords()
  const stored = await passwords.hash('Tr33pose')
  assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.deepEqual(await passwords.verify('Tr33pose', stored), { matches: true, outdated: false })
  assert.deepEqual(await passwords.verify('tr33pose', stored), { matches: false, outdated: false })
})

test('two hashes of one password differ', async () => {
  const passwords = createPasswords(cheap)
  assert.notEqual(await passwords.hash('Tr33pose'), await passwords.hash('Tr33pose'))
})

test('bcrypt hashes of every prefix verify and are reported as outdated', async () => {
  const passwords = createPasswords(cheap)
  const stored = await bcrypt.hash('Tr33pose', { cost: 4 })
  for (const prefix of ['$2a', '$2b', '$2x', '$2y']) {
    const hash = prefix + stored.slice(3)
    assert.deepEqual(await passwords.verify('Tr33pose', hash), { matches: true, outdated: true }, prefix)
    assert.deepEqual(await passwords.verify('wrong', hash), { matches: false, outdated: false }, prefix)
  }
})

test('hashes with less memory, fewer passes or another variant than current are reported as outdated', async () => {
  const passwords = createPasswords({ memoryKiB: 128, passes: 3 })
  const outdatedOf = async (options: argon2.Options) =>
    (await passwords.verify('Tr33pose', await argon2.hash('Tr33pose', options))).outdated
  assert.equal(await outdatedOf({ memoryCost: 64, timeCost: 3 }), true)
  assert.equal(await outdatedOf({ memoryCost: 128, timeCost: 2 }), true)
  assert.equal(await outdatedOf({ memoryCost: 128, timeCost: 3, algorithm: 1 }), true)
  assert.equal(await outdatedOf({ memoryCost: 128, timeCost: 3, outputLen: 16 }), true)
  assert.equal(await outdatedOf({ memoryCost: 128, timeCost: 3 }), false)
  assert.equal(await outdatedOf({ memoryCost: 256, timeCost: 4 }), false)
})

test('a password typed with composed or decomposed characters is the same password', async () => {
  const passwords = createPasswords(cheap)
  const stored = await passwords.hash('Caf\u00e9-1234')
  assert.equal((await passwords.verify('Cafe\u0301-1234', stored)).matches, true)
})

test('a stored text that is no hash is an error, not a mismatch', async () => {
  const passwords = createPasswords(cheap)
  await assert.rejects(passwords.verify('Tr33pose', 'Tr33pose'))
})

test('an absent account costs exactly one hash of the current parameters and never matches', async () => {
  const operations: HashOperation[] = []
  const passwords = createPasswords({ ...cheap, onOperation: (operation) => operations.push(operation) })
  const stored = await passwords.hash('Tr33pose')
  await passwords.verify('wrong', stored)
  assert.deepEqual(await passwords.verifyAbsent('wrong'), { matches: false, outdated: false })
  assert.deepEqual(
    operations.map(({ kind }) => kind),
    ['hash', 'verify', 'verify_absent'],
  )
})

test('more sign-ins than can wait are refused and the rest are answered', async () => {
  const passwords = createPasswords({ ...cheap, maxRunning: 1, maxWaiting: 2 })
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, () => passwords.verifyAbsent('Tr33pose')),
  )
  assert.deepEqual(
    results.map((result) => (result.status === 'fulfilled' ? 'answered' : result.reason.code)),
    ['answered', 'answered', 'answered', 'auth.overloaded', 'auth.overloaded'],
  )
})
