import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { closestName } from './closest-name.ts'

test('the nearest name within the limit is chosen, the first of equals', () => {
  const known = ['REDIS_URL', 'NATS_URL', 'SMTP_URL']
  assert.equal(closestName('REDIS_ULR', known, 2), 'REDIS_URL')
  assert.equal(closestName('RDS_URL', known, 2), 'REDIS_URL')
  assert.equal(closestName('XXXX_URL', known, 4), 'NATS_URL')
  assert.equal(closestName('XXXX_URL', known, 3), undefined)
  assert.equal(closestName('anything', [], 99), undefined)
})

const name = fc.stringMatching(/^[A-Z_]{1,12}$/)

test('one edit is found whatever it is: a letter added, lost, changed, or swapped with its neighbour', () => {
  fc.assert(
    fc.property(name, fc.nat(), fc.constantFrom('A', 'Z', '_'), (known, at, letter) => {
      const i = at % known.length
      const [before, after] = [known.slice(0, i), known.slice(i + 1)]
      const swapped = before + after.slice(0, 1) + known[i]! + after.slice(1)
      for (const mistyped of [
        before + letter + known.slice(i),
        before + after,
        before + letter + after,
        swapped,
      ])
        assert.equal(closestName(mistyped, [known], 1), known)
    }),
  )
})

test('which of two names is mistyped makes no difference', () => {
  fc.assert(
    fc.property(name, name, fc.integer({ min: 0, max: 12 }), (a, b, edits) => {
      assert.equal(closestName(a, [b], edits) === b, closestName(b, [a], edits) === a)
    }),
  )
})
