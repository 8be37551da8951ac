import { cacheRules, quarterOf } from '../cached.ts'
import { handle } from '../handle.ts'
import * as achievements from './achievements.ts'
import { listAchievements, listEarnedAchievements } from './contract.ts'
import { toAchievements, toEarnedAchievements } from './to-achievement.ts'

export const achievementRoutes = [
  handle(listAchievements, ({ deps, actor, cached }) =>
    cached(cacheRules.achievements(actor.userId), [actor.userId, quarterOf(deps.clock)], async () =>
      toAchievements(await achievements.list(deps.db, deps.clock.now(), actor.userId)),
    ),
  ),
  handle(listEarnedAchievements, ({ deps, actor, cached }) =>
    cached(cacheRules.achievements(actor.userId), actor.userId, async () =>
      toEarnedAchievements(await achievements.listEarned(deps.db, { userId: actor.userId })),
    ),
  ),
]
