import { probeRoutes } from '@groundwork/kit/health/probe-routes'
import type { Actor } from '../actor.ts'
import type { Deps } from '../deps.ts'
import { handle } from '../handle.ts'
import { version } from '../version.ts'
import { reportHealth } from './contract.ts'

const DATABASES = { postgres: 'postgresql', embedded: 'embedded' } as const

export const serviceRoutes = [
  handle(reportHealth, async ({ deps, answer }) => {
    const { status, checks } = await deps.health.report()
    if (status === 'fail') answer.status(503)
    return {
      status: status === 'fail' ? ('unavailable' as const) : ('ok' as const),
      timestamp: deps.clock.now().toISOString(),
      database: DATABASES[deps.db.driver.kind],
      uptime: Math.max(0, Math.floor((deps.clock.nowMs() - deps.startedAtMs) / 1000)),
      version,
      checks,
    }
  }),
  ...probeRoutes<Deps, Actor>(),
]
