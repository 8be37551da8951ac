import type { OpenFanOut } from './fan-out.ts'
import { memoryFanOut } from './memory-fan-out.ts'
import { natsFanOut } from './nats-fan-out.ts'
import { postgresFanOut } from './postgres-fan-out.ts'
import { redisFanOut } from './redis-fan-out.ts'

export interface FanOutServers {
  redisUrl: string | undefined
  natsUrl: string | undefined
  databaseUrl: string | undefined
  /** What the processes of one installation share: other installations on the same server need another name. */
  channel: string
}

/** The fan-out for the servers that there are: Redis, else NATS, else PostgreSQL, else within this process. */
export function chooseFanOut({ redisUrl, natsUrl, databaseUrl, channel }: FanOutServers): OpenFanOut {
  if (redisUrl !== undefined) return redisFanOut({ url: redisUrl, channel })
  if (natsUrl !== undefined) return natsFanOut({ url: natsUrl, channel })
  if (databaseUrl !== undefined) return postgresFanOut({ url: databaseUrl, channel })
  return memoryFanOut()
}
