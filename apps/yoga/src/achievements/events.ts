import { z } from 'zod'
import { defineEvent } from '@groundwork/kit/events/define-event'

/** Somebody earned an achievement: said once for each person and achievement. */
export const achievementEarned = defineEvent({
  id: 'achievement.earned',
  version: 1,
  payload: z.object({ userId: z.int(), achievementId: z.int(), code: z.string() }),
})
