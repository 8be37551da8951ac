import type { Report } from '@groundwork/kit/health/checks'
import { handle } from '../handle.ts'
import { version } from '../version.ts'
import { describeService, reportHealth, reportLiveness, reportReadiness } from './contract.ts'

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
  handle(reportLiveness, () => ({ status: 'pass' as const })),
  handle(reportReadiness, async ({ deps, answer }) => {
    const status = await deps.health.readiness()
    if (status === 'fail') answer.status(503)
    return { status }
  }),
]

function toChecks(checks: Report['checks']) {
  return Object.fromEntries(
    Object.entries(checks).map(([name, { status, output, observedValue, observedUnit }]) => [
      name,
      { status, output, observed_value: observedValue, observed_unit: observedUnit },
    ]),
  )
}
