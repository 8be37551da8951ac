import { ApiError, ConnectionError } from './api-error.ts'
import type { Operation } from './operation.ts'

/** How often a call is tried again, and how long it waits for that. Only what may be repeated is. */
export interface RetryOptions {
  /** Attempts in all; 1 never tries again. 3 by default. */
  attempts?: number
  /** The longest wait that is taken upon oneself; when the server asks for more, the error is thrown. 30 s by default. */
  maxWaitMs?: number
  /** Waits, or throws when the signal ends it. Tests pass one that does not. */
  wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>
  /** 0 to 1, for the jitter. */
  random?: () => number
}

const FIRST_WAIT_MS = 250
const IDEMPOTENT = new Set<Operation['method']>(['GET', 'PUT', 'DELETE'])
const IN_PROGRESS = 'idempotency.in_progress'
const UNAVAILABLE = new Set([502, 503, 504])

/**
 * Milliseconds to wait before the next attempt, or undefined when there should be none. A request that was turned away for
 * coming too often (429) was not carried out and is repeated; one that failed on the way (no answer, 502, 503, 504) only if
 * its method may be repeated or it carries a key; one that its key finds under way (409) is asked about again. `Retry-After` is obeyed; without it the wait doubles each time, with full jitter.
 */
export function waitBeforeRetry(
  error: unknown,
  operation: Pick<Operation, 'method' | 'takesKey'>,
  attempt: number,
  { attempts = 3, maxWaitMs = 30_000, random = Math.random }: RetryOptions,
): number | undefined {
  if (attempt >= attempts || !mayRepeat(error, operation)) return undefined
  const asked = error instanceof ApiError ? error.retryAfterS : undefined
  const waitMs = asked === undefined ? FIRST_WAIT_MS * 2 ** (attempt - 1) * random() : asked * 1000
  return waitMs <= maxWaitMs ? waitMs : undefined
}

function mayRepeat(error: unknown, { method, takesKey }: Pick<Operation, 'method' | 'takesKey'>): boolean {
  const isSafe = takesKey === true || IDEMPOTENT.has(method)
  if (error instanceof ConnectionError) return isSafe
  if (!(error instanceof ApiError)) return false
  return error.status === 429 || error.code === IN_PROGRESS || (UNAVAILABLE.has(error.status) && isSafe)
}

/** Resolves after `ms` milliseconds; throws the reason of the signal when that ends first. */
export function waitFor(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
