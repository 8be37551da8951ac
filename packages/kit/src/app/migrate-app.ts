import type { Variables } from '../config/read-config.ts'
import { runMigrateCommand, type MigrateCommand } from '../db/migrate-command.ts'
import { readMigrations } from '../db/read-migrations.ts'
import type { AppDefinition, Env } from './app-definition.ts'
import { openAppDatabase } from './open-app-database.ts'

/** Runs the words of a `migrate` command on the database that an environment names for an app; its exit code. */
export const migrateApp = <V extends Variables>(
  app: Pick<AppDefinition<V, never>, 'name' | 'variables' | 'envName' | 'dataDirOf' | 'migrationSources'>,
  argv: readonly string[],
  { env, stdout, stderr }: MigrateCommand['out'] & { env: Env },
): Promise<number> =>
  runMigrateCommand(argv, {
    open: () => openAppDatabase(app, { env, stderr }),
    migrations: () => readMigrations(app.migrationSources),
    out: { stdout, stderr },
  })
