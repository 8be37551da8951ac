import { z } from 'zod'
import { CheckStatus } from '@groundwork/kit/health/probe-routes'
import { endpoint } from '@groundwork/kit/http/endpoint'

const Health = z
  .object({
    status: z.enum(['ok', 'unavailable']).meta({ description: '`ok` as long as requests can be served.' }),
    timestamp: z.iso.datetime(),
    database: z.enum(['postgresql', 'embedded']),
    uptime: z.int().meta({ description: 'Seconds since the start.' }),
    version: z.string(),
    checks: z.record(
      z.string(),
      z.object({
        status: CheckStatus,
        output: z.string().optional().meta({ description: 'What is wrong; absent when nothing is.' }),
        observedValue: z.number().optional(),
        observedUnit: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Health' })

export const reportHealth = endpoint({
  id: 'service.health',
  method: 'GET',
  path: '/health',
  summary: 'State of the service and of what it depends on',
  permission: 'public',
  limit: 'health',
  cache: 'never',
  responses: { 200: Health, 503: Health },
  statements: 0,
  examples: [{ name: 'all is well' }],
})
