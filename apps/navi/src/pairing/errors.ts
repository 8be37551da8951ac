import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const pairingErrors = defineErrors({
  'pairing.invalid_pairing_code': {
    status: 400,
    title: 'Not a pairing code',
    detail: 'Invalid pairing code format',
    advice: 'Send `pairingCode` as a text of six digits.',
  },
  'pairing.code_not_found': {
    status: 404,
    title: 'Pairing code not found',
    detail: 'Pairing code not found or expired',
    advice: 'Ask your partner for a new code: one is good for ten minutes and for one pair.',
  },
  'pairing.self_pairing_denied': {
    status: 400,
    title: 'Own pairing code',
    detail: 'Cannot pair with yourself',
    advice: 'Give the code to your partner.',
  },
  'pairing.already_paired': {
    status: 409,
    title: 'Already paired',
    detail: 'Already paired with someone',
    advice: 'Unpair first; nothing was changed.',
  },
  'pairing.too_many_attempts': {
    status: 429,
    title: 'Too many wrong codes',
    detail: 'Too many wrong codes. Try again later',
    advice: 'Wait for the seconds named in Retry-After, then ask your partner for a new code.',
    retryable: true,
  },
})

export const { fail } = pairingErrors
