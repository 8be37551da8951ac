import { systemClock } from '../clock/clock.ts'
import { ConfigError, type Variables } from '../config/read-config.ts'
import { StartError } from '../errors/start-error.ts'
import { runJobsCommand } from '../jobs/jobs-command.ts'
import type { AppDefinition, Env } from './app-definition.ts'
import { openAppDatabase } from './open-app-database.ts'

interface Writer {
  write: (text: string) => unknown
}

interface Process {
  env: Env
  stdout: Writer
  stderr: Writer
}

/**
 * Runs the words of a `jobs` command on the database that an environment names for an app; its exit code: 1, and on `stderr`
 * why, when that database cannot be opened.
 */
export async function inspectJobs<V extends Variables>(
  app: Pick<AppDefinition<V, never>, 'name' | 'variables' | 'envName' | 'dataDirOf'>,
  argv: readonly string[],
  { env, stdout, stderr }: Process,
): Promise<number> {
  let db
  try {
    db = await openAppDatabase(app, { env, stderr })
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StartError)) throw error
    stderr.write(`jobs: ${error.message}\n`)
    return 1
  }
  try {
    return await runJobsCommand(argv, { db, clock: systemClock, write: (text) => void stdout.write(text) })
  } finally {
    await db.close()
  }
}
