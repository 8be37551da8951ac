import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWorkQueue } from './work-queue.ts'

/** A work that ends when the test says so. */
function controlledWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let started = false
  const work = () => {
    started = true
    return promise
  }
  return { work, resolve, reject, isStarted: () => started }
}

test('works beyond the limit start in the order of the calls, as others finish', async () => {
  const run = createWorkQueue({ maxRunning: 1, maxWaiting: 2 })
  const [a, b, c] = [controlledWork(), controlledWork(), controlledWork()]
  const results = [run(a.work), run(b.work), run(c.work)]
  assert.deepEqual([a.isStarted(), b.isStarted(), c.isStarted()], [true, false, false])
  a.resolve('a')
  assert.equal(await results[0], 'a')
  assert.deepEqual([b.isStarted(), c.isStarted()], [true, false])
  b.resolve('b')
  c.resolve('c')
  assert.deepEqual(await Promise.all(results), ['a', 'b', 'c'])
})

test('a work that fails leaves its place to the next', async () => {
  const run = createWorkQueue({ maxRunning: 1, maxWaiting: 1 })
  const [a, b] = [controlledWork(), controlledWork()]
  const [first, second] = [run(a.work), run(b.work)]
  a.reject(new Error('broken'))
  await assert.rejects(first, /broken/)
  b.resolve('b')
  assert.equal(await second, 'b')
})

test('a work that finds the queue full is refused at once with auth.overloaded and Retry-After', async () => {
  const run = createWorkQueue({ maxRunning: 1, maxWaiting: 1 })
  const [a, b, c] = [controlledWork(), controlledWork(), controlledWork()]
  const results = [run(a.work), run(b.work)]
  await assert.rejects(run(c.work), { code: 'auth.overloaded', status: 503, headers: { 'retry-after': '1' } })
  assert.equal(c.isStarted(), false)
  a.resolve('a')
  b.resolve('b')
  await Promise.all(results)
  assert.equal(await run(async () => 'later'), 'later')
})
