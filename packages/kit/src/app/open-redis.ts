import { createRedisLink, type RedisLink } from '../cache/redis-link.ts'
import type { Telemetry } from '../telemetry/create-telemetry.ts'
import type { ServerConfig } from './server-variables.ts'

/** The link to the Redis that is configured, watched by the telemetry; undefined when none is. `name` is what Redis calls it. */
export function openRedis(
  name: string,
  { REDIS_URL, REDIS_TIMEOUT_MS }: Pick<ServerConfig, 'REDIS_URL' | 'REDIS_TIMEOUT_MS'>,
  { log, onDependency }: Pick<Telemetry, 'log' | 'onDependency'>,
): RedisLink | undefined {
  if (REDIS_URL === undefined) return undefined
  onDependency('redis', 'down')
  return createRedisLink({
    url: REDIS_URL,
    name,
    waitMs: REDIS_TIMEOUT_MS,
    onChange: (state, reason) => {
      onDependency('redis', state === 'down' ? 'down' : 'up')
      if (state === 'up') log.info('Redis answers')
      else if (state === 'slow') log.warn({ reason }, 'Redis answers late: nothing is cached')
      else
        log.warn(
          { reason },
          'Redis does not answer: nothing is cached, and each process counts its own limits',
        )
    },
  })
}
