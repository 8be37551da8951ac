import type { PgBoss, Queue } from 'pg-boss'
import { DEAD_LETTERS, HEARTBEAT_SECONDS } from './boss.ts'
import type { RetryPolicy, WorkOptions } from './define-job.ts'
import type { JobHandler } from './job-handler.ts'

const DEFAULT_RETRY: RetryPolicy = { limit: 5, firstDelayMs: 5_000, maxDelayMs: 900_000 }
const DEFAULT_TIMEOUT_MS = 300_000
const DEFAULT_KEEP_MS = 86_400_000
const DAY_SECONDS = 86_400
const YEAR_SECONDS = 365 * DAY_SECONDS

/** How long one run of a job may take. */
export const timeoutOf = (options: WorkOptions): number => options.timeoutMs ?? DEFAULT_TIMEOUT_MS

/** Makes the queues of these handlers and brings the settings of existing ones up to date. Other queues stay as they are. */
export async function createQueues(boss: PgBoss, handlers: readonly JobHandler[]): Promise<void> {
  const existing = new Map((await boss.getQueues()).map((queue) => [queue.name, queue as Queue]))
  for (const wanted of [deadLetterQueue, ...handlers.map(queueOf)]) {
    const present = existing.get(wanted.name)
    const { name, ...settings } = wanted
    if (!present) await boss.createQueue(name, settings)
    else if (keysOf(settings).some((key) => settings[key] !== present[key]))
      await boss.updateQueue(name, settings)
  }
}

const keysOf = <T extends object>(object: T) => Object.keys(object) as (keyof T)[]

const deadLetterQueue: Queue = {
  name: DEAD_LETTERS,
  retentionSeconds: YEAR_SECONDS,
  deleteAfterSeconds: DAY_SECONDS,
}

function queueOf({ id, options }: JobHandler): Queue {
  const retry = { ...DEFAULT_RETRY, ...options.retry }
  return {
    name: id,
    deadLetter: DEAD_LETTERS,
    retryLimit: retry.limit,
    retryDelay: Math.ceil(retry.firstDelayMs / 1000),
    retryBackoff: true,
    retryDelayMax: Math.ceil(retry.maxDelayMs / 1000),
    // The process ends a run that takes too long; the database only where the process could not.
    expireInSeconds: Math.ceil(timeoutOf(options) / 1000) + HEARTBEAT_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    retentionSeconds: YEAR_SECONDS,
    deleteAfterSeconds: Math.ceil((options.keepMs ?? DEFAULT_KEEP_MS) / 1000),
  }
}
