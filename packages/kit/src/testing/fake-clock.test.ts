import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from './fake-clock.ts'

test('a fake clock stands still until it is turned', () => {
  const clock = createFakeClock('2026-03-29T01:00:00+01:00')
  assert.equal(clock.now().toISOString(), '2026-03-29T00:00:00.000Z')
  clock.advance(1_500)
  assert.equal(clock.now().toISOString(), '2026-03-29T00:00:01.500Z')
  assert.equal(clock.nowMs(), clock.now().getTime())
  clock.set('2020-02-29T12:00:00Z')
  assert.equal(clock.nowMs(), Date.UTC(2020, 1, 29, 12))
})

test('a date handed out by the clock cannot turn it', () => {
  const clock = createFakeClock('2026-01-01T00:00:00Z')
  clock.now().setFullYear(1999)
  assert.equal(clock.now().getUTCFullYear(), 2026)
})

test('a fake clock refuses what is no instant and what is no forward step', () => {
  const clock = createFakeClock('2026-01-01T00:00:00Z')
  assert.throws(() => clock.set('yesterday'), /"yesterday" is not an instant/)
  assert.throws(() => clock.advance(-1), /not by -1/)
  assert.throws(() => clock.advance(Number.NaN), /not by NaN/)
})
