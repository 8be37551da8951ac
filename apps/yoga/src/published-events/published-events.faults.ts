import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createEventStream } from '@groundwork/kit/events/event-stream'
import { startPrivateService } from '@groundwork/kit/testing/private-service'
import { makeStream, readStream } from '@groundwork/kit/testing/read-stream'
import { createTestApp } from '../testing/test-app.ts'

/** Of a job that failed once. */
const LONGEST_PAUSE_MS = 3_000
const RETURNS_WITHIN_MS = 6_000
const ENDED = 'practice_session.ended'

const nats = await startPrivateService('nats')
after(nats.close)

test('an event that a full stream refuses fails by itself, and no others wait for it [F29]', async () => {
  await makeStream(nats.url, { name: 'full', subjects: ['full.>'], max_msgs: 1, discard: 'new' })
  const heard: string[] = []
  const stream = createEventStream({ url: nats.url, stream: 'full', onChange: (state) => heard.push(state) })
  await stream.publish({ id: '1', type: 'book.returned', body: '{}' })
  await assert.rejects(stream.publish({ id: '2', type: 'book.returned', body: '{}' }), /maximum messages/)
  assert.deepEqual([heard, stream.isAway()], [['up', 'down'], false])
  await stream.close()
})

test('events that happen while NATS is stopped or frozen arrive later, none lost, none twice [F6, F29]', async (t) => {
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
    const published = ran.filter(({ job }) => job.startsWith('publish.'))
    const outcomes = [...new Set(published.map(({ outcome }) => outcome))]
    return { outcomes, tries: published.length, runsMs: performance.now() - startedMs }
  }
  const arrived = async () =>
    (await readStream(nats.url, 'faults'))
      .filter(({ body }) => body.type === ENDED)
      .map(({ body }) => body.data.sessionId as number)
      .toSorted((a, b) => a - b)
  /** Once NATS is back, which is noticed within seconds, all that waited is published. */
  const recover = async () => {
    const startedMs = performance.now()
    while (deps.eventStream!.isAway()) {
      assert.ok(performance.now() - startedMs < RETURNS_WITHIN_MS, 'its return is noticed')
      await pause(50)
    }
    t.diagnostic(`noticed after ${(performance.now() - startedMs).toFixed(0)} ms`)
    clock.advance(LONGEST_PAUSE_MS)
    assert.deepEqual((await runDue()).outcomes, ['completed'])
    assert.deepEqual(await arrived(), happened)
    assert.match(await deps.telemetry.metrics.text(), /dependency_up\{dependency="nats"\} 1/)
  }

  assert.deepEqual((await practise(3)).outcomes, ['completed'])
  await nats.stop()
  const stopped = await practise(20)
  assert.deepEqual(stopped.outcomes, ['retry'])
  assert.equal(stopped.tries, 1, 'the others wait untried')
  assert.match(await deps.telemetry.metrics.text(), /dependency_up\{dependency="nats"\} 0/)
  await nats.start()
  await recover()

  nats.freeze()
  const frozen = await practise(20)
  assert.deepEqual([frozen.outcomes, frozen.tries], [['retry'], 1])
  // What was written to it while frozen is stored now; published again, it is the same event.
  nats.thaw()
  await recover()
  for (const [name, { requestsMs, runsMs }] of Object.entries({ stopped, frozen }))
    t.diagnostic(`${name}: requests ${requestsMs.toFixed(0)} ms, jobs ${runsMs.toFixed(0)} ms`)
})
