import { inspectJobs } from '@groundwork/kit/app/inspect-jobs'
import { navi } from './navi.ts'

/** `npm run jobs -- navi list --state dead`: what an operator asks of the jobs in the database that the environment names. */
process.exitCode = await inspectJobs(navi, process.argv.slice(2), process)
