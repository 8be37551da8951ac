import type { ExampleStates } from '../testing/example-state.ts'
import type { TestApp } from '../testing/test-app.ts'
import { MAX_DURATION_S } from './contract.ts'

const MINUTE_MS = 60_000

const post = async (app: TestApp, url: string, body: object) =>
  (await app.send({ method: 'POST', url: `/api/v1/sessions${url}`, as: 'user', body })).json

async function startSession(app: TestApp): Promise<number> {
  return (await post(app, '/start', { sequence_id: 1 })).session_id
}

async function fillDay(app: TestApp): Promise<void> {
  for (let recordedS = 0; recordedS < 86_400; recordedS += MAX_DURATION_S)
    await post(app, '', { durationMinutes: MAX_DURATION_S / 60 })
}

export const practiceSessionStates: ExampleStates = {
  'an open session': async (app) => ({ session: await startSession(app) }),
  'a completed session': async (app) => {
    const session = await startSession(app)
    app.clock.advance(15 * MINUTE_MS)
    await post(app, '/complete', { session_id: session, duration_seconds: 900, poses_completed: 8 })
    return { session }
  },
  'a day full of practice': async (app) => {
    await fillDay(app)
    return {}
  },
  'a day full of practice and an open session': async (app) => {
    await fillDay(app)
    return { session: await startSession(app) }
  },
}
