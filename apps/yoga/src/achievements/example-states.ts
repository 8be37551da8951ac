import { practiceSessionStates } from '../practice-sessions/example-states.ts'
import type { ExampleStates } from '../testing/example-state.ts'

export const achievementStates: ExampleStates = {
  'an earned achievement': async (app) => {
    await practiceSessionStates['a completed session']!(app)
    await app.jobs.runPending()
    return {}
  },
}
