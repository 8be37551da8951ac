import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { readConfig } from '../config/read-config.ts'
import { randomToken } from '../ids/random-token.ts'
import { developmentKeyRing } from './development-keys.ts'
import { keyRing, parseKeyRing } from './key-ring.ts'

test('the first key of the configuration signs and all are kept', () => {
  const ring = parseKeyRing(`2026-11:${randomToken()}, 2026-05:${randomToken(64)}`)
  assert.deepEqual(
    ring.map(({ kid, secret }) => [kid, secret.length]),
    [
      ['2026-11', 32],
      ['2026-05', 64],
    ],
  )
})

test('a key ring that is not safe to use is refused', () => {
  const good = randomToken()
  assert.throws(() => parseKeyRing(good), /kid:secret/)
  assert.throws(() => parseKeyRing(`a:${good},`), /kid:secret/)
  assert.throws(() => parseKeyRing('a:c2hvcnQ'), /shorter than 32 bytes/)
  assert.throws(() => parseKeyRing(`a:${'changeme'.repeat(8)}`), /not random/)
  assert.throws(() => parseKeyRing(`a:${good},a:${randomToken()}`), /twice/)
})

test('production does not start without keys, and a refused one is not printed', () => {
  const variables = { TOKEN_KEYS: keyRing({ doc: 'Keys that sign access tokens.' }) }
  assert.throws(
    () => readConfig(variables, {}, { production: true }),
    /TOKEN_KEYS has no default in production/,
  )
  assert.equal(readConfig(variables, {}, { production: false }).TOKEN_KEYS, undefined)
  assert.throws(
    () => readConfig(variables, { TOKEN_KEYS: 'a:c2VjcmV0' }, { production: true }),
    (error: Error) =>
      /TOKEN_KEYS: its value is not/.test(error.message) && !error.message.includes('c2VjcmV0'),
  )
})

test('a development machine makes one key, keeps it from other users, and finds it again', () => {
  const dataDir = join(mkdtempSync(join(tmpdir(), 'keys-')), 'data')
  try {
    const made = developmentKeyRing(dataDir)
    assert.deepEqual(developmentKeyRing(dataDir), made)
    assert.equal(statSync(join(dataDir, 'development-token-key')).mode & 0o777, 0o600)
  } finally {
    rmSync(join(dataDir, '..'), { recursive: true })
  }
})
