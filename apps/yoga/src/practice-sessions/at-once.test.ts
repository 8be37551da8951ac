import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { skipWithout } from '@groundwork/kit/testing/services'
import { createTestApp, type TestAnswer } from '../testing/test-app.ts'

const engines = [
  { engine: 'postgres', skip: skipWithout('postgres') },
  { engine: 'embedded', skip: false },
] as const

for (const { engine, skip } of engines) {
  describe(`what one person practises at once, on the ${engine} database [W17]`, { skip }, async () => {
    const app = await createTestApp({ database: { engine } })
    const { clock, ids, send } = app
    const post = (url: string, body: object) =>
      send({ method: 'POST', url: `/api/v1/sessions${url}`, as: 'user', body })
    const start = (body: object = {}) => post('/start', body)
    const complete = (session_id: number, duration_seconds: number) =>
      post('/complete', { session_id, duration_seconds })
    const times = <T>(count: number, ask: (i: number) => Promise<T>) =>
      Promise.all(Array.from({ length: count }, (_, i) => ask(i)))
    const statusesOf = (answers: readonly TestAnswer[]) => answers.map(({ status }) => status).toSorted()
    const query = async (text: string) => {
      const { rows } = await app.deps.db.execute({ shape: 'test.practice', text, values: [ids.user] })
      return rows
    }

    test('starts and ends leave one session open at most, and none fails', async () => {
      for (let round = 0; round < 5; round++) {
        const { session_id } = (await start()).json
        const answers = await times(20, (i) =>
          i % 4 === 3 ? complete(session_id, 1) : start(i % 2 === 0 ? {} : { sequence_id: 1 }),
        )
        assert.deepEqual(statusesOf(answers), [...Array(5).fill(200), ...Array(15).fill(201)])
        assert.deepEqual(
          await query(`select count(*) filter (where state = 'in_progress') <= 1,
            count(*) filter (where completed_at is not null) from practice_sessions where user_id = $1`),
          [[true, round + 1]],
        )
      }
    })

    test('a session that is completed several times ends once, and all are told how', async () => {
      const { session_id } = (await start()).json
      const answers = await times(10, (i) => complete(session_id, i))
      assert.deepEqual(new Set(answers.map(({ text }) => text)), new Set([answers[0]!.text]))
      const jobs = await query(`select count(*) from pgboss.job
        where data->'payload'->>'userId' = $1::text and data->'payload'->>'sessionId' = '${session_id}'
          and name = 'achievements.award'`)
      assert.deepEqual(jobs, [[1]])
    })

    test('a day never holds more than 24 hours', async () => {
      clock.advance(48 * 3_600_000)
      const sessions: number[] = []
      for (let i = 0; i < 5; i++) sessions.push((await start()).json.session_id)
      const answers = await times(10, (i) =>
        i < 5 ? complete(sessions[i]!, 14_400) : post('', { durationMinutes: 240 }),
      )
      assert.equal(answers.filter(({ status }) => status < 300).length, 6)
      for (const { status, json } of answers)
        if (status >= 300) assert.equal(json.code, 'practice_session.day_exceeded')
    })
  })
}
