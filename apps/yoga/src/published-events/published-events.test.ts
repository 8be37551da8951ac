import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { emit } from '@groundwork/kit/events/emit'
import { deleteStream, readStream } from '@groundwork/kit/testing/read-stream'
import { serviceUrl, skipWithout } from '@groundwork/kit/testing/services'
import { practiceSessionEnded } from '../practice-sessions/events.ts'
import { createTestApp } from '../testing/test-app.ts'

const skip = skipWithout('nats')

test(
  'an event that committed reaches other systems once, though its job runs twice [F6]',
  { skip },
  async () => {
    const url = (await serviceUrl('nats'))!
    const stream = `test-${randomUUID()}`
    after(() => deleteStream(url, stream))
    const { deps, ids, send, jobs } = await createTestApp({ env: { NATS_URL: url, EVENT_STREAM: stream } })
    const undone = deps.db.transaction(async (tx) => {
      emit(tx, practiceSessionEnded, { userId: ids.user, sessionId: 1 })
      throw new Error('changed my mind')
    })
    await assert.rejects(undone, /changed my mind/)
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
    const ran = async () =>
      (await jobs.runPending()).filter(({ job }) => job === 'publish.practice_session.ended')
    const [first] = await ran()
    assert.equal(first!.outcome, 'completed')
    await deps.db.execute({
      shape: 'test.again',
      text: `update pgboss.job set state = 'retry', completed_on = null, retry_count = 0 where id = $1`,
      values: [first!.jobId],
    })
    assert.deepEqual(
      (await ran()).map(({ jobId, outcome }) => [jobId, outcome]),
      [[first!.jobId, 'completed']],
    )
    const sent = await readStream(url, stream)
    const ended = sent.filter(({ subject }) => subject === `${stream}.practice_session.ended`)
    assert.equal(ended.length, 1)
    const { time, data, ...envelope } = ended[0]!.body
    assert.deepEqual(envelope, {
      specversion: '1.0',
      id: first!.jobId,
      source: '/yogaflow',
      type: 'practice_session.ended',
      dataversion: '1',
      datacontenttype: 'application/json',
    })
    assert.equal(ended[0]!.messageId, first!.jobId)
    assert.equal(data.userId, ids.user)
    assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000)
    assert.match(await deps.telemetry.metrics.text(), /dependency_up\{dependency="nats"\} 1/)
  },
)
