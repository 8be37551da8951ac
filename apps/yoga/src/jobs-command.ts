import { systemClock } from '@groundwork/kit/clock/clock'
import { readConfig } from '@groundwork/kit/config/read-config'
import { openDatabase } from '@groundwork/kit/db/open-database'
import { runJobsCommand } from '@groundwork/kit/jobs/jobs-command'
import { variables } from './config.ts'
import { dataDirOf } from './deps.ts'

/** `npm run jobs -- list --state failed`: what an operator asks of the jobs in the database that the environment names. */
const config = readConfig(variables, process.env, {
  ownPrefixes: ['YOGA_', 'LIMIT_'],
  production: process.env['APP_ENV'] === 'production',
})
const db = await openDatabase({
  url: config.DATABASE_URL,
  dataDir: dataDirOf(config),
  maxConnections: 1,
  acquireTimeoutMs: 5000,
  statementTimeoutMs: 10_000,
})
try {
  const write = (text: string) => void process.stdout.write(text)
  process.exitCode = await runJobsCommand(process.argv.slice(2), { db, clock: systemClock, write })
} finally {
  await db.close()
}
