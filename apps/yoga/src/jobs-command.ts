import { inspectJobs } from '@groundwork/kit/app/inspect-jobs'
import { yoga } from './yoga.ts'

/** `npm run jobs -- yoga list --state dead`: what an operator asks of the jobs in the database that the environment names. */
process.exitCode = await inspectJobs(yoga, process.argv.slice(2), process)
