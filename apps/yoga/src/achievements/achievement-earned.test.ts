import assert from 'node:assert/strict'
import { test } from 'node:test'
import { subscribe } from '@groundwork/kit/jobs/job-handler'
import { createJobRunner } from '@groundwork/kit/jobs/job-runner'
import { practiceOf } from '../testing/practice.ts'
import { createTestApp } from '../testing/test-app.ts'
import { award } from './achievements.ts'
import { achievementEarned } from './events.ts'

const { deps, clock, ids, ...app } = await createTestApp()
const { practised } = practiceOf({ deps, clock, ids, ...app })

test('earning an achievement is told once, however often it is awarded', async () => {
  const heard: { userId: number; code: string }[] = []
  const hear = subscribe(achievementEarned, 'testing.hear', async ({ payload }) => heard.push(payload))
  const { db, log } = deps
  const listening = createJobRunner({ db, clock, log, events: [achievementEarned], subscribers: [hear] })
  try {
    await listening.prepare()
    await practised({ at: '2026-03-01T07:00:00Z' })
    await Promise.all(Array.from({ length: 4 }, () => award(deps, ids.user)))
    await award(deps, ids.user)
    await listening.runPending()
    assert.deepEqual(
      heard.map(({ userId, code }) => [userId, code]),
      [[ids.user, 'sessions-1']],
    )
  } finally {
    await listening.stop()
  }
})
