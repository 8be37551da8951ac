import { defineErrors } from '../errors/define-errors.ts'

export const authErrors = defineErrors({
  'auth.overloaded': {
    status: 503,
    title: 'Sign-in overloaded',
    detail: 'Too many sign-ins are being checked at the moment. Try again in a second.',
    advice: 'Wait for the seconds named in Retry-After and send the same request again.',
    retryable: true,
  },
})

export const { fail } = authErrors
