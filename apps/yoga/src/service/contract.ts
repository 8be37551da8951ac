import { z } from 'zod'
import { endpoint } from '@groundwork/kit/http/endpoint'

const CheckStatus = z.enum(['pass', 'warn', 'fail'])
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

export const reportLiveness = endpoint({
  id: 'service.live',
  method: 'GET',
  path: '/health/live',
  summary: 'Whether the process answers at all; never asks a dependency',
  permission: 'public',
  limit: 'none',
  cache: 'never',
  responses: { 200: z.object({ status: z.literal('pass') }) },
  statements: 0,
  examples: [{ name: 'alive' }],
})

export const reportReadiness = endpoint({
  id: 'service.ready',
  method: 'GET',
  path: '/health/ready',
  summary: 'Whether a load balancer may send requests here',
  permission: 'public',
  limit: 'none',
  cache: 'never',
  responses: { 200: z.object({ status: CheckStatus }), 503: z.object({ status: CheckStatus }) },
  statements: 0,
  examples: [{ name: 'ready' }],
})
