import type { AppError } from '../errors/app-error.ts'
import { fail } from './errors.ts'

/** What a limit is counted against. */
export interface LimitRequest {
  /** Operation id, for limits of a single route. */
  endpoint: string
  /** Limit class of the endpoint. */
  limit: string
  address: string
  /** The signed-in subject, when there is one. */
  subject?: string
  /** The account a credential is tried for, when the body names one. */
  account?: string
}

export interface LimitDecision {
  allowed: boolean
  /** Seconds until the next request can be admitted; 0 when this one was. */
  retryAfterS: number
  /** `RateLimit` and `RateLimit-Policy` fields of the answer. */
  headers: Readonly<Record<string, string>>
}

/** Decides on one request and charges it when it is admitted. */
export interface Limiter {
  take: (request: LimitRequest) => LimitDecision | Promise<LimitDecision>
}

/** The 429 for a request that was not admitted. */
export function refuseExceeded({ retryAfterS: seconds }: Pick<LimitDecision, 'retryAfterS'>): AppError {
  return fail('limit.exceeded', { seconds }, { headers: { 'retry-after': String(seconds) } })
}
