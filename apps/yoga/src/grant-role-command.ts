import { systemClock } from '@groundwork/kit/clock/clock'
import { readConfig } from '@groundwork/kit/config/read-config'
import { openDatabase } from '@groundwork/kit/db/open-database'
import { variables } from './config.ts'
import { dataDirOf } from './deps.ts'
import { runGrantRole } from './roles/run-grant-role.ts'

/** `npm run grant-role -- maya@example.com`: makes an administrator in the database that the environment names. */
process.exitCode = await runGrantRole(process.argv.slice(2), {
  open: () => {
    const config = readConfig(variables, process.env, {
      ownPrefixes: ['YOGA_', 'LIMIT_'],
      production: process.env['APP_ENV'] === 'production',
    })
    return openDatabase({
      url: config.DATABASE_URL,
      dataDir: dataDirOf(config),
      maxConnections: 1,
      acquireTimeoutMs: 5000,
      statementTimeoutMs: 10_000,
    })
  },
  clock: systemClock,
  out: process,
})
