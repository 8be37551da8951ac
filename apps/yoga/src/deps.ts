import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db } from '@groundwork/kit/db/database'
import type { createHealth } from '@groundwork/kit/health/checks'
import type { WindowCounter } from '@groundwork/kit/limits/window-counter'
import type { Logger } from '@groundwork/kit/telemetry/logger'
import type { Authenticate } from '@groundwork/kit/http/route'
import type { Actor } from './actor.ts'
import type { Config } from './config.ts'

/** What the features depend on. A test spreads it and replaces a part. */
export interface Deps {
  config: Config
  db: Db
  clock: Clock
  log: Logger
  health: ReturnType<typeof createHealth>
  limitCounter: WindowCounter
  authenticate: Authenticate<Actor>
}
