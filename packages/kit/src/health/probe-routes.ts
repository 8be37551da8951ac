import { z } from 'zod'
import { endpoint } from '../http/endpoint.ts'
import { handlerFor, type Binding, type Principal } from '../http/handler.ts'
import type { Health } from './checks.ts'

export const CheckStatus = z.enum(['pass', 'warn', 'fail'])

const probe = {
  method: 'GET',
  permission: 'public',
  limit: 'none',
  cache: 'never',
  statements: 0,
} as const

const reportLiveness = endpoint({
  ...probe,
  id: 'service.live',
  path: '/health/live',
  summary: 'Whether the process answers at all; never asks a dependency',
  responses: { 200: z.object({ status: z.literal('pass') }) },
  examples: [{ name: 'alive' }],
})

const reportReadiness = endpoint({
  ...probe,
  id: 'service.ready',
  path: '/health/ready',
  summary: 'Whether a load balancer may send requests here',
  responses: { 200: z.object({ status: CheckStatus }), 503: z.object({ status: CheckStatus }) },
  examples: [{ name: 'ready' }],
})

/** What those ask who restart a process and who send it requests. */
export function probeRoutes<
  Deps extends { health: Pick<Health, 'readiness'> },
  Actor extends Principal,
>(): Binding<Deps, Actor>[] {
  const handle = handlerFor<Deps, Actor>()
  return [
    handle(reportLiveness, () => ({ status: 'pass' as const })),
    handle(reportReadiness, async ({ deps, answer }) => {
      const status = await deps.health.readiness()
      if (status === 'fail') answer.status(503)
      return { status }
    }),
  ]
}
