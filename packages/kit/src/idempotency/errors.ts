import { defineErrors } from '../errors/define-errors.ts'

/** Codes of requests that carry an `Idempotency-Key`. */
export const idempotencyErrors = defineErrors({
  'idempotency.in_progress': {
    status: 409,
    title: 'Already under way',
    detail: 'A request with this Idempotency-Key is being carried out and has not been answered yet.',
    advice: 'Wait for the seconds named in Retry-After and send the same request again.',
    retryable: true,
  },
  'idempotency.key_reused': {
    status: 422,
    title: 'Key used for another request',
    detail: 'This Idempotency-Key was sent with another request to the same operation.',
    advice: 'Make a new key for every new request; keep it only to repeat that one, unchanged.',
  },
})

export const { fail } = idempotencyErrors
