import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const tapErrors = defineErrors({
  'tap.not_paired': {
    status: 400,
    title: 'Not paired',
    detail: 'Not paired with anyone',
    advice: 'Pair with somebody first.',
  },
  'tap.invalid_intensity': {
    status: 400,
    title: 'Not an intensity',
    detail: 'Invalid intensity. Use: light, medium, strong',
    advice: 'Send one of the three, or leave `intensity` out for `medium`.',
  },
  'tap.invalid_pattern': {
    status: 400,
    title: 'Not a pattern',
    detail: 'Invalid pattern. Use: single, double, triple, heartbeat',
    advice: 'Send one of the four, or leave `pattern` out for `single`.',
  },
  'tap.invalid_client_key': {
    status: 400,
    title: 'Not a key of a tap',
    detail: 'Invalid clientTapId. Use 1 to 100 characters',
    advice:
      'Send the same `clientTapId`, or `Idempotency-Key`, with each try of one tap, and another one with the next.',
  },
  'tap.invalid_time': {
    status: 400,
    title: 'Not a time of a tap',
    detail: 'Invalid tappedAt. Use an ISO 8601 time that is not in the future',
    advice: 'Send when the tap was made, in UTC or with an offset, or leave `tappedAt` out for now.',
  },
})

export const { fail } = tapErrors
