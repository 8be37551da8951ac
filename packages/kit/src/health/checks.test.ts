import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createHealth, type CheckResult } from './checks.ts'
import { diskCheck } from './disk-check.ts'

const pass: CheckResult = { status: 'pass' }
const clock = createFakeClock('2030-03-01T12:00:00Z')

/** A dependency whose answers are decided by the test, one at a time. */
function dependency() {
  let asked = 0
  let next = Promise.withResolvers<CheckResult>()
  return {
    run: () => {
      asked++
      return next.promise
    },
    asked: () => asked,
    answer: (result: CheckResult) => next.resolve(result),
    refuse: () => next.reject(new Error('connect ECONNREFUSED 10.0.0.7:5432')),
    hang: () => void (next = Promise.withResolvers()),
  }
}

describe('a health report', () => {
  test('fails with what is required, warns with what is not, and tells nothing of the inside', async () => {
    const [database, mail] = [dependency(), dependency()]
    const health = createHealth({
      clock,
      checks: { database: { required: true, ...database }, mail: { required: false, ...mail } },
    })
    database.answer(pass)
    mail.refuse()
    assert.deepEqual(await health.report(), {
      status: 'warn',
      checks: { database: pass, mail: { status: 'fail', output: 'not reachable' } },
    })
    assert.equal(await health.readiness(), 'pass')
    database.hang()
    database.refuse()
    clock.advance(500)
    assert.equal((await health.report()).status, 'fail')
    assert.equal(await health.readiness(), 'fail')
  })

  test('asks once for all who ask within half a second', async () => {
    const database = dependency()
    const health = createHealth({ clock, checks: { database: { required: true, ...database } } })
    database.answer(pass)
    await Promise.all([health.report(), health.readiness(), health.report()])
    clock.advance(499)
    await health.report()
    assert.equal(database.asked(), 1)
    clock.advance(1)
    await health.report()
    assert.equal(database.asked(), 2)
  })

  test('of something that hangs is the last one until the time for an answer is over, then a failure', async () => {
    const database = dependency()
    const health = createHealth({
      clock,
      checks: { database: { required: true, timeoutMs: 200, ...database } },
      answerMs: 10,
    })
    assert.deepEqual((await health.report()).checks['database'], { status: 'fail', output: 'no answer yet' })
    database.answer(pass)
    while ((await health.readiness()) === 'fail') continue
    database.hang()
    clock.advance(500)
    assert.deepEqual((await health.report()).checks['database'], pass)
    while ((await health.readiness()) === 'pass') continue
    assert.deepEqual((await health.report()).checks['database'], {
      status: 'fail',
      output: 'no answer within 200 ms',
    })
    assert.equal(database.asked(), 2)
  })

  test('that is watched waits for nothing once each check has a result', async () => {
    const database = dependency()
    const check = { required: true, reuseMs: 1, timeoutMs: 100, ...database }
    const health = createHealth({ clock, checks: { database: check }, answerMs: 3_600_000 })
    database.answer(pass)
    const unwatch = await health.watch()
    database.hang()
    const asked = database.asked()
    while (database.asked() === asked) await turn()
    assert.deepEqual((await health.report()).checks['database'], pass, 'while the next look hangs')
    while ((await health.readiness()) === 'pass') await turn()
    assert.equal((await health.report()).checks['database']!.output, 'no answer within 100 ms')
    unwatch()
  })

  test('readiness fails once the process drains, whatever its dependencies', async () => {
    const health = createHealth({ clock, checks: {} })
    assert.deepEqual([await health.readiness(), health.isDraining()], ['pass', false])
    health.drain()
    assert.deepEqual([await health.readiness(), health.isDraining()], ['fail', true])
  })
})

test('the disk is that of the folder, also before the folder is there', async () => {
  const folder = path.join(tmpdir(), 'not', 'there', 'yet')
  assert.deepEqual(await diskCheck({ folder, lowMebibytes: 1 }).run(), pass)
  const { status, output, observedUnit } = await diskCheck({ folder, lowMebibytes: 2 ** 50 }).run()
  assert.deepEqual([status, observedUnit], ['fail', 'MiB free'])
  assert.match(output!, /^\d+ MiB are left on the disk$/)
})

test('memory warns while the heap is nearly full', async () => {
  const fixture = path.join(import.meta.dirname, 'full-memory.fixture.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=128',
    '--max-semi-space-size=1',
    '--expose-gc',
    fixture,
  ])
  const [before, full, after] = stdout.trim().split('\n')
  assert.deepEqual([before, after], ['pass', 'pass'])
  assert.match(full!, /^(warn|fail)$/)
})
