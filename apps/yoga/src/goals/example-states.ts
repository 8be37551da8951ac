import { historyStates } from '../history/example-states.ts'
import { practiceSessionStates } from '../practice-sessions/example-states.ts'
import type { ExampleStates } from '../testing/example-state.ts'
import type { TestApp } from '../testing/test-app.ts'

async function setGoal({ send }: TestApp): Promise<number> {
  const body = { kind: 'sessions_per_week', target: 2 }
  return (await send({ method: 'POST', url: '/api/v1/goals', as: 'user', body })).json.goal_id
}

export const goalStates: ExampleStates = {
  'a goal and a completed session': async (app) => {
    const goal = await setGoal(app)
    return { goal, ...(await practiceSessionStates['a completed session']!(app)) }
  },
  'a goal and a profile with an unknown time zone': async (app) => {
    const goal = await setGoal(app)
    return { goal, ...(await historyStates['a profile with an unknown time zone']!(app)) }
  },
}
