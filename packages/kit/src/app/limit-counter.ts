import type { RedisLink } from '../cache/redis-link.ts'
import type { Clock } from '../clock/clock.ts'
import { createRedisWindowCounter } from '../limits/redis-window-counter.ts'
import { createMemoryWindowCounter, type WindowCounter } from '../limits/window-counter.ts'
import type { Telemetry } from '../telemetry/create-telemetry.ts'

export interface LimitCounterOptions {
  redis: RedisLink | undefined
  prefix: string
  clock: Clock
  telemetry: Pick<Telemetry, 'limits'>
}

/** Counts requests for all processes that share a Redis, and otherwise for this one. */
export function createLimitCounter({ redis, prefix, clock, telemetry }: LimitCounterOptions): WindowCounter {
  const local = createMemoryWindowCounter(clock)
  if (redis === undefined) return local
  return createRedisWindowCounter({ redis, prefix, local, clock, onLocal: telemetry.limits.onLocal })
}
