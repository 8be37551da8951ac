import { readConfig } from '@groundwork/kit/config/read-config'
import { runMigrateCommand } from '@groundwork/kit/db/migrate-command'
import { openDatabase } from '@groundwork/kit/db/open-database'
import { readMigrations } from '@groundwork/kit/db/read-migrations'
import { variables } from './config.ts'
import { dataDirOf } from './deps.ts'
import { migrationSources } from './migrations.ts'

/** `node apps/yoga/src/migrate.ts up|down|status|plan`: the database is the one that the environment names. */
process.exitCode = await runMigrateCommand(process.argv.slice(2), {
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
  migrations: () => readMigrations(migrationSources),
  out: process,
})
