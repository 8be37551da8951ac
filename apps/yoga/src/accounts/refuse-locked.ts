import type { Clock } from '@groundwork/kit/clock/clock'
import { fail } from './errors.ts'

/** @throws AppError `account.locked` with the time left, when there is a lock. */
export function refuseLocked(clock: Clock, until: Date | undefined): void {
  if (until === undefined) return
  const seconds = Math.max(1, Math.ceil((until.getTime() - clock.nowMs()) / 1000))
  const headers = { 'retry-after': String(seconds) }
  throw fail('account.locked', { minutes: Math.ceil(seconds / 60) }, { headers })
}
