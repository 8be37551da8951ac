import { flushCompileCache } from 'node:module'
import { readStartConfig } from '@groundwork/kit/app/app-definition'
import { systemClock, type Clock } from '@groundwork/kit/clock/clock'
import { createDb, type Db } from '@groundwork/kit/db/database'
import { createPostgresDriver } from '@groundwork/kit/db/postgres-driver'
import { subscribe } from '@groundwork/kit/jobs/job-handler'
import { createJobRunner } from '@groundwork/kit/jobs/job-runner'
import { createTelemetry } from '@groundwork/kit/telemetry/create-telemetry'
import { readTelemetryConfig } from '@groundwork/kit/telemetry/telemetry-config'
import { achievementEarned } from '../src/achievements/events.ts'
import { createWork } from '../src/app.ts'
import type { Deps } from '../src/deps.ts'
import { record } from '../src/practice-sessions/practice-sessions.ts'
import { yoga } from '../src/yoga.ts'

const POOL = { maxConnections: 4, acquireTimeoutMs: 5_000, statementTimeoutMs: 5_000 }

/** The work of YogaFlow on a database, with one more subscriber, which keeps what it heard by the id of its job. */
export async function openWork(url: string, clock: Clock = systemClock) {
  const config = readStartConfig(yoga, { APP_ENV: 'test', LOG_LEVEL: 'silent', DATABASE_URL: url })
  const telemetry = await createTelemetry({
    app: { name: yoga.name, version: yoga.version, environment: 'test' },
    config: readTelemetryConfig(config),
    clock,
    log: { format: 'json' },
  })
  const db = createDb(createPostgresDriver({ url, ...POOL }))
  const deps = yoga.createDeps({ config, db, clock, telemetry })
  const work = createWork(deps)
  const hear = subscribe(achievementEarned, 'test.hear', ({ db, jobId, payload }) => keep(db, jobId, payload))
  const others = work.subscribers.filter(({ event }) => event !== achievementEarned.id)
  const runner = createJobRunner({ db, clock, log: deps.log, ...work, subscribers: [...others, hear] })
  return {
    deps,
    runner,
    close: async () => {
      await runner.stop()
      await db.close()
      await telemetry.stop()
    },
  }
}

const keep = (db: Db, jobId: string, { userId, achievementId }: { userId: number; achievementId: number }) =>
  db.execute({
    shape: 'test.keep',
    text: 'insert into heard (job_id, user_id, achievement_id) values ($1, $2, $3) on conflict (job_id) do nothing',
    values: [jobId, userId, achievementId],
  })

/** Records short practices of random people, without end, and prints the id of each once it is committed. */
async function recordPractice(deps: Deps, userIds: readonly number[]): Promise<void> {
  for (;;) {
    const userId = userIds[Math.floor(Math.random() * userIds.length)]!
    const completedAt = new Date(deps.clock.nowMs() - 1_000)
    const session = await record(deps, userId, { durationSeconds: 1, posesCompleted: 1, completedAt })
    process.stdout.write(`${session.sessionId}\n`)
  }
}

/** As a program: works on the database at a URL and records practice there, until it is killed. */
if (import.meta.main) {
  // Its parent's end is its own.
  process.stdin.resume().on('end', () => process.exit())
  const [url, ...userIds] = process.argv.slice(2)
  const { deps, runner } = await openWork(url!)
  await runner.start()
  process.stdout.write('ready\n')
  // Who is killed leaves no compiled code to the next otherwise.
  flushCompileCache()
  await recordPractice(deps, userIds.map(Number))
}
