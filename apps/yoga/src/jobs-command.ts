import { inspectJobs } from '@groundwork/kit/app/inspect-jobs'
import { yoga } from './yoga.ts'

/** `node apps/yoga/src/jobs-command.ts list --state failed`: what an operator asks of the jobs in the database that the environment names. */
process.exitCode = await inspectJobs(yoga, process.argv.slice(2), process)
