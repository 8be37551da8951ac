import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startPrivateService } from '@groundwork/kit/testing/private-service'
import { readStream } from '@groundwork/kit/testing/read-stream'
import { createTestApp } from '../testing/test-app.ts'

const LONGEST_PAUSE_MS = 900_000
const ENDED = 'practice_session.ended'

test('events that happen while NATS is stopped or frozen arrive later, none lost, none twice [F6, F29]', async (t) => {
  const nats = await startPrivateService('nats')
  after(nats.close)
  const env = { NATS_URL: nats.url, EVENT_STREAM: 'faults' }
  const { deps, clock, send, jobs } = await createTestApp({ env })
  const happened: number[] = []
  /** Ends sessions and runs what they cause. @returns the outcomes of publishing, and how long all of it took. */
  const practise = async (count: number) => {
    const startedMs = performance.now()
    for (let i = 0; i < count; i++) {
      const begun = await send({ method: 'POST', url: '/api/v1/sessions/start', as: 'user', body: {} })
      const { session_id } = begun.json
      const body = { session_id, duration_seconds: 600, poses_completed: 4, completion_status: 'completed' }
      const { status, json } = await send({
        method: 'POST',
        url: '/api/v1/sessions/complete',
        as: 'user',
        body,
      })
      assert.equal(status, 200, JSON.stringify(json))
      happened.push(session_id)
    }
    const requestsMs = performance.now() - startedMs
    return { requestsMs, ...(await runDue()) }
  }
  const runDue = async () => {
    const startedMs = performance.now()
    const ran = await jobs.runPending()
    const others = ran.filter(({ job }) => !job.startsWith('publish.'))
    assert.ok(others.every(({ outcome }) => outcome === 'completed'))
    const outcomes = new Set(
      ran.filter(({ job }) => job === `publish.${ENDED}`).map(({ outcome }) => outcome),
    )
    return { outcomes: [...outcomes], runsMs: performance.now() - startedMs }
  }
  const arrived = async () =>
    (await readStream(nats.url, 'faults'))
      .filter(({ body }) => body.type === ENDED)
      .map(({ body }) => body.data.sessionId as number)
      .toSorted((a, b) => a - b)
  /** Lets the pauses pass until nothing is tried any more. */
  const recover = async () => {
    clock.advance(2 * LONGEST_PAUSE_MS)
    assert.deepEqual((await runDue()).outcomes, ['completed'])
    assert.deepEqual(await arrived(), happened)
    assert.match(await deps.telemetry.metrics.text(), /dependency_up\{dependency="nats"\} 1/)
  }

  assert.deepEqual((await practise(3)).outcomes, ['completed'])
  await nats.stop()
  const stopped = await practise(20)
  assert.deepEqual(stopped.outcomes, ['retry'])
  assert.match(await deps.telemetry.metrics.text(), /dependency_up\{dependency="nats"\} 0/)
  await nats.start()
  await recover()

  nats.freeze()
  const frozen = await practise(2)
  assert.deepEqual(frozen.outcomes, ['retry'])
  nats.thaw()
  // What was written to it while frozen is stored now; published again, it is the same event.
  await pause(500)
  await recover()
  for (const [name, { requestsMs, runsMs }] of Object.entries({ stopped, frozen }))
    t.diagnostic(`${name}: requests ${requestsMs.toFixed(0)} ms, jobs ${runsMs.toFixed(0)} ms`)
})
