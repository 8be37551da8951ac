import { z } from 'zod'
import { defineJob } from '@groundwork/kit/jobs/define-job'

/** Awards what people had reached before it was an achievement: a batch of people, then a job for those after them. */
export const backfillAchievements = defineJob({
  id: 'achievements.backfill',
  version: 1,
  payload: z.object({ afterUserId: z.int() }),
})
