import { openAppDatabase } from '@groundwork/kit/app/open-app-database'
import { systemClock } from '@groundwork/kit/clock/clock'
import { runGrantRole } from './roles/run-grant-role.ts'
import { yoga } from './yoga.ts'

/** `npm run grant-role -- maya@example.com`: makes an administrator in the database that the environment names. */
process.exitCode = await runGrantRole(process.argv.slice(2), {
  open: () => openAppDatabase(yoga, process),
  clock: systemClock,
  out: process,
})
