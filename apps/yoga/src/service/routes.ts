import type { Report } from '@groundwork/kit/health/checks'
import { probeRoutes } from '@groundwork/kit/health/probe-routes'
import type { Actor } from '../actor.ts'
import type { Deps } from '../deps.ts'
import { handle } from '../handle.ts'
import { version } from '../version.ts'
import { describeService, reportHealth } from './contract.ts'

const WORDS = { pass: 'healthy', warn: 'degraded', fail: 'unhealthy' } as const

export const serviceRoutes = [
  handle(describeService, ({ deps }) => ({
    name: 'YogaFlow API',
    version,
    status: 'healthy',
    environment: deps.config.APP_ENV,
    docs: '/docs',
    openapi: '/openapi.json',
  })),
  handle(reportHealth, async ({ deps, answer }) => {
    const { status, checks } = await deps.health.report()
    if (status === 'fail') answer.status(503)
    return { status: WORDS[status], service: 'yogaflow-api' as const, version, checks: toChecks(checks) }
  }),
  ...probeRoutes<Deps, Actor>(),
]

function toChecks(checks: Report['checks']) {
  return Object.fromEntries(
    Object.entries(checks).map(([name, { status, output, observedValue, observedUnit }]) => [
      name,
      { status, output, observed_value: observedValue, observed_unit: observedUnit },
    ]),
  )
}
