// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Health } from './schemas.ts'

/** Answer of `service.describe`. */
export interface ServiceDescribeAnswer {
  name: string
  version: string
  status: string
  environment: string
  docs: string
  openapi: string
}

/** Why `service.describe` may fail. */
export type ServiceDescribeError =
  never

/** Answer of `service.health`. */
export type ServiceHealthAnswer = Health

/** Why `service.health` may fail. */
export type ServiceHealthError =
  never

/** Answer of `service.live`. */
export interface ServiceLiveAnswer {
  status: 'pass'
}

/** Why `service.live` may fail. */
export type ServiceLiveError =
  never

/** Answer of `service.ready`. */
export interface ServiceReadyAnswer {
  status: 'pass' | 'warn' | 'fail'
}

/** Why `service.ready` may fail. */
export type ServiceReadyError =
  never

/** The operations of `service`. */
export const service = (caller: Caller) => ({
  /** What this is and where its documents are. */
  describe: method<object, ServiceDescribeAnswer, ServiceDescribeError>(caller, {
    id: 'service.describe',
    method: 'GET',
    path: '/',
    errors: [],
  }),

  /** State of the service and of what it depends on. */
  health: method<object, ServiceHealthAnswer, ServiceHealthError>(caller, {
    id: 'service.health',
    method: 'GET',
    path: '/health',
    errors: [],
  }),

  /** Whether the process answers at all; never asks a dependency. */
  live: method<object, ServiceLiveAnswer, ServiceLiveError>(caller, {
    id: 'service.live',
    method: 'GET',
    path: '/health/live',
    errors: [],
  }),

  /** Whether a load balancer may send requests here. */
  ready: method<object, ServiceReadyAnswer, ServiceReadyError>(caller, {
    id: 'service.ready',
    method: 'GET',
    path: '/health/ready',
    errors: [],
  }),
})
