import { systemClock } from '../clock/clock.ts'
import type { Variables } from '../config/read-config.ts'
import { runJobsCommand } from '../jobs/jobs-command.ts'
import type { AppDefinition, Env } from './app-definition.ts'
import { openAppDatabase } from './open-app-database.ts'

interface Process {
  env: Env
  stdout: { write: (text: string) => unknown }
}

/** Runs the words of a `jobs` command on the database that an environment names for an app; its exit code. */
export async function inspectJobs<V extends Variables>(
  app: Pick<AppDefinition<V, never>, 'variables' | 'envName' | 'dataDirOf'>,
  argv: readonly string[],
  { env, stdout }: Process,
): Promise<number> {
  const db = await openAppDatabase(app, env)
  try {
    return await runJobsCommand(argv, { db, clock: systemClock, write: (text) => void stdout.write(text) })
  } finally {
    await db.close()
  }
}
