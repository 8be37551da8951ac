import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRecentMap } from './recent-map.ts'

test('a full map forgets the entry unused for longest', () => {
  const map = createRecentMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.get('a')
  map.set('c', 3)
  assert.deepEqual([map.get('a'), map.get('b'), map.get('c'), map.size], [1, undefined, 3, 2])
})

test('setting a key again keeps one entry for it', () => {
  const map = createRecentMap<string, number>(2)
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  map.set('c', 4)
  assert.deepEqual([map.get('a'), map.get('b'), map.size], [3, undefined, 2])
})

test('entries that match are removed and others stay', () => {
  const map = createRecentMap<string, number>(5)
  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) map.set(key, value)
  map.deleteWhere((value, key) => value === 2 || key === 'c')
  assert.deepEqual([map.get('a'), map.get('b'), map.get('c')], [1, undefined, undefined])
})
