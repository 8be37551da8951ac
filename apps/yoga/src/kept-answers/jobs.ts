import { z } from 'zod'
import { defineJob } from '@groundwork/kit/jobs/define-job'
import { handleJob, type JobHandler } from '@groundwork/kit/jobs/job-handler'
import { schedule } from '@groundwork/kit/jobs/schedule'
import type { Deps } from '../deps.ts'

/** Deletes answers that have been kept for a day. */
const pruneAnswers = defineJob({ id: 'kept_answers.prune', version: 1, payload: z.object({}) })

export const keptAnswerSchedules = [schedule(pruneAnswers, '20 * * * *', {})]

/** What is done for the jobs of kept answers. */
export const keptAnswerJobs = ({ keptAnswers }: Pick<Deps, 'keptAnswers'>): JobHandler[] => [
  handleJob(pruneAnswers, async ({ db, signal }) => {
    while (!signal.aborted && (await keptAnswers.prune(db)) > 0) continue
  }),
]
