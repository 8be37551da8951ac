import { cacheRules, quarterOf } from '../cached.ts'
import { handle } from '../handle.ts'
import { changeGoal, deleteGoal, listGoals, setGoal } from './contract.ts'
import * as goals from './goals.ts'
import { toGoal } from './to-goal.ts'

export const goalRoutes = [
  handle(listGoals, ({ deps, actor, cached }) =>
    cached(cacheRules.practice(actor.userId), [actor.userId, quarterOf(deps.clock)], async () => {
      const { timezone, goals: rows } = await goals.list(deps.db, deps.clock.now(), actor.userId)
      return { goals: rows.map(toGoal), timezone }
    }),
  ),
  handle(setGoal, async ({ deps, actor, body }) =>
    toGoal(await goals.set(deps, actor.userId, body.kind, body.target)),
  ),
  handle(changeGoal, async ({ deps, actor, params, body }) =>
    toGoal(await goals.change(deps, actor.userId, params.goal_id, body.target)),
  ),
  handle(deleteGoal, ({ deps, actor, params }) => goals.remove(deps, actor.userId, params.goal_id)),
]
