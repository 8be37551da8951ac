import { fail } from './errors.ts'

export interface WorkQueueOptions {
  /** Works that run at the same time at most. */
  maxRunning: number
  /** Works that wait for their turn at most. */
  maxWaiting: number
}

/**
 * Runs works a few at a time, in the order of the calls.
 * @throws AppError `auth.overloaded` at once when too many are waiting: a late answer would find nobody waiting for it.
 */
export function createWorkQueue({
  maxRunning,
  maxWaiting,
}: WorkQueueOptions): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running < maxRunning) running++
    else {
      if (waiting.length >= maxWaiting)
        throw fail('auth.overloaded', undefined, { headers: { 'retry-after': '1' } })
      // Whoever finishes hands its place over, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
