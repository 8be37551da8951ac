import type { Variables } from '../config/read-config.ts'
import type { Db } from '../db/database.ts'
import { openDatabase } from '../db/open-database.ts'
import { readAppConfig, serverConfigOf, type AppDefinition, type Env } from './app-definition.ts'

/** The process of a command: its environment, and where it says what takes long. */
interface Caller {
  env: Env
  stderr: { write: (text: string) => unknown }
}

/**
 * Opens the database of an app that an environment names, on one connection: for commands beside the server.
 * @throws ConfigError and StartError with what to change.
 */
export function openAppDatabase<V extends Variables>(
  app: Pick<AppDefinition<V, never>, 'name' | 'variables' | 'envName' | 'dataDirOf'>,
  { env, stderr }: Caller,
): Promise<Db> {
  const config = readAppConfig(app, env)
  return openDatabase({
    url: serverConfigOf(config).DATABASE_URL,
    name: `${app.name} command`,
    dataDir: app.dataDirOf(config),
    maxConnections: 1,
    acquireTimeoutMs: 5000,
    statementTimeoutMs: 10_000,
    report: (progress) => void stderr.write(`${progress}\n`),
  })
}
