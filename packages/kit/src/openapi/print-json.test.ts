import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { printJson } from './print-json.ts'

test('what is printed is the same value as JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.deepEqual(JSON.parse(printJson(value)), JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('properties that are undefined are left out', () => {
  assert.equal(printJson({ a: 1, b: undefined }), '{ "a": 1 }\n')
})

test('what fits on a line stands on one, and what does not has a line for each part', () => {
  assert.equal(printJson({ a: [1, 2], b: {}, c: [] }), '{ "a": [1, 2], "b": {}, "c": [] }\n')
  const long = 'x'.repeat(110)
  assert.equal(printJson({ a: [1, 2], long }), `{\n "a": [1, 2],\n "long": "${long}"\n}\n`)
})
