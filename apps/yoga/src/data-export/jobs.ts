import { z } from 'zod'
import { defineJob } from '@groundwork/kit/jobs/define-job'
import { handleJob, type JobHandler } from '@groundwork/kit/jobs/job-handler'
import { schedule } from '@groundwork/kit/jobs/schedule'
import type { Deps } from '../deps.ts'
import { expire, make } from './make-export.ts'

/** Makes the document of a request. */
export const makeExport = defineJob({
  id: 'data_export.make',
  version: 1,
  payload: z.object({ requestId: z.uuid() }),
})

/** Deletes what has expired. */
const expireExports = defineJob({ id: 'data_export.expire', version: 1, payload: z.object({}) })

export const dataExportSchedules = [schedule(expireExports, '50 * * * *', {})]

/** What is done for the jobs of data exports. */
export const dataExportJobs = (deps: Deps): JobHandler[] => [
  handleJob(makeExport, ({ payload }) => make(deps, payload.requestId)),
  handleJob(expireExports, () => expire(deps)),
]
