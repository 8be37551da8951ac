import { z } from 'zod'
import { defineJob } from '@groundwork/kit/jobs/define-job'
import { handleJob, type JobHandler } from '@groundwork/kit/jobs/job-handler'
import { schedule } from '@groundwork/kit/jobs/schedule'
import type { Deps } from '../deps.ts'

/** Deletes sessions that ended long ago. */
const pruneSessions = defineJob({ id: 'people.prune_sessions', version: 1, payload: z.object({}) })

export const peopleSchedules = [schedule(pruneSessions, '40 3 * * *', {})]

export const peopleJobs = ({ signIn }: Deps): JobHandler[] => [
  handleJob(pruneSessions, async ({ db, signal }) => {
    while (!signal.aborted && (await signIn.sessions.prune(db)) > 0) continue
  }),
]
