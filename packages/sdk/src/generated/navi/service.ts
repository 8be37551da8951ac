// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Health } from './schemas.ts'

/** Answer of `service.health`. */
export type ServiceHealthAnswer = Health

/** Why `service.health` may fail. */
export type ServiceHealthError =
  | 'RATE_LIMITED'

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
  /** State of the service and of what it depends on. */
  health: method<object, ServiceHealthAnswer, ServiceHealthError>(caller, {
    id: 'service.health',
    method: 'GET',
    path: '/health',
    errors: ['RATE_LIMITED'],
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
