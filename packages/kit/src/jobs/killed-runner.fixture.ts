import { z } from 'zod'
import { systemClock } from '../clock/clock.ts'
import { createDb } from '../db/database.ts'
import { createPostgresDriver } from '../db/postgres-driver.ts'
import { defineJob } from './define-job.ts'
import { handleJob } from './job-handler.ts'
import { createJobRunner } from './job-runner.ts'

export const wait = defineJob({ id: 'walks.wait', version: 1, payload: z.object({ name: z.string() }) })

/** As a program: runs jobs of the database at the URL in its argument, prints the id of the first and never ends it. */
if (import.meta.main) {
  // Its parent's end is its own.
  process.stdin.resume().on('end', () => process.exit())
  const url = process.argv[2]!
  const pool = { maxConnections: 2, acquireTimeoutMs: 5_000, statementTimeoutMs: 5_000 }
  const db = createDb(createPostgresDriver({ url, ...pool }))
  const run = async ({ jobId }: { jobId: string }) => {
    process.stdout.write(`${jobId}\n`)
    await new Promise(() => {})
  }
  const log = { debug() {}, warn() {}, error() {} }
  await createJobRunner({ db, clock: systemClock, log, jobs: [handleJob(wait, run)] }).start()
}
