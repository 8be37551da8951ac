import { z } from 'zod'
import { defineJob } from '@groundwork/kit/jobs/define-job'
import { enqueue } from '@groundwork/kit/jobs/enqueue'
import { handleJob, type JobHandler } from '@groundwork/kit/jobs/job-handler'
import { schedule } from '@groundwork/kit/jobs/schedule'
import type { Deps } from '../deps.ts'
import { erase, listDue } from './erase-account.ts'

/** Has every account erased whose days of grace are over. */
const eraseDue = defineJob({ id: 'account_deletion.erase_due', version: 1, payload: z.object({}) })

/** Erases one account: a job each, so that one that fails keeps no other. */
const eraseAccount = defineJob({
  id: 'account_deletion.erase',
  version: 1,
  payload: z.object({ userId: z.int() }),
})

export const deletionSchedules = [schedule(eraseDue, '10 4 * * *', {})]

/** What is done for the jobs of account deletion. */
export function deletionJobs(deps: Deps): JobHandler[] {
  return [
    handleJob(eraseDue, async ({ db }) => {
      for await (const userIds of listDue(deps))
        await db.transaction(async (tx) => {
          for (const userId of userIds)
            enqueue(tx, eraseAccount, { userId }, { singletonKey: String(userId) })
        })
    }),
    handleJob(eraseAccount, ({ payload }) => erase(deps, payload.userId)),
  ]
}
