import { z } from 'zod'
import { CheckStatus } from '@groundwork/kit/health/probe-routes'
import { endpoint } from '@groundwork/kit/http/endpoint'

const Check = z.object({
  status: CheckStatus,
  output: z.string().optional().meta({ description: 'What is wrong; absent when nothing is.' }),
  observed_value: z.number().optional(),
  observed_unit: z.string().optional(),
})
const Checks = z.record(z.string(), Check)

const Health = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    service: z.literal('yogaflow-api'),
    version: z.string(),
    checks: Checks,
  })
  .meta({ id: 'Health' })

export const describeService = endpoint({
  id: 'service.describe',
  method: 'GET',
  path: '',
  summary: 'What this is and where its documents are',
  permission: 'public',
  limit: 'none',
  responses: {
    200: z.object({
      name: z.string(),
      version: z.string(),
      status: z.string(),
      environment: z.string(),
      docs: z.string(),
      openapi: z.string(),
    }),
  },
  statements: 0,
  examples: [{ name: 'the service' }],
})

export const reportHealth = endpoint({
  id: 'service.health',
  method: 'GET',
  path: '/health',
  summary: 'State of the service and of what it depends on',
  permission: 'public',
  limit: 'none',
  cache: 'never',
  responses: { 200: Health, 503: Health },
  statements: 0,
  examples: [{ name: 'all is well' }],
})
