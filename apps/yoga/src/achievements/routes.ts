import { handle } from '../handle.ts'
import * as achievements from './achievements.ts'
import { listAchievements, listEarnedAchievements } from './contract.ts'
import { toAchievements, toEarnedAchievements } from './to-achievement.ts'

export const achievementRoutes = [
  handle(listAchievements, async ({ deps, actor }) =>
    toAchievements(await achievements.list(deps.db, deps.clock.now(), actor.userId)),
  ),
  handle(listEarnedAchievements, async ({ deps, actor }) =>
    toEarnedAchievements(await achievements.listEarned(deps.db, { userId: actor.userId })),
  ),
]
