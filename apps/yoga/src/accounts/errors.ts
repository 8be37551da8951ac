import { defineErrors } from '@groundwork/kit/errors/define-errors'

export const accountErrors = defineErrors({
  'account.email_taken': {
    status: 400,
    title: 'E-mail address taken',
    detail: 'This email address is already registered.',
    advice: 'Sign in with it, or use another address.',
  },
  'account.weak_password': {
    status: 400,
    title: 'Weak password',
    detail: ({ missing }: { missing: string }) => `The password must contain ${missing}.`,
    advice: 'Use at least 8 characters with an upper-case and a lower-case letter and a number.',
  },
  'account.wrong_credentials': {
    status: 401,
    title: 'Wrong credentials',
    detail: 'Incorrect email or password',
    advice: 'Check both, or set a new password.',
  },
  'account.locked': {
    status: 403,
    title: 'Locked after failures',
    detail: ({ minutes }: { minutes: number }) =>
      `Locked because of too many failed attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
    advice: 'Wait for the seconds named in Retry-After, or set a new password by mail.',
    retryable: true,
  },
  'account.inactive': {
    status: 403,
    title: 'Account inactive',
    detail: 'This account is inactive.',
    advice: 'Ask an administrator.',
  },
  'account.refresh_token_invalid': {
    status: 401,
    title: 'Refresh token not valid',
    detail: 'The refresh token is invalid, expired or used.',
    advice: 'Sign in again.',
  },
  'account.verification_token_invalid': {
    status: 400,
    title: 'Verification token not valid',
    detail: 'The verification token is invalid or was used.',
    advice: 'Ask for another mail, unless the address is verified already.',
  },
  'account.verification_token_expired': {
    status: 400,
    title: 'Verification token expired',
    detail: 'The verification token has expired.',
    advice: 'Ask for another mail.',
  },
  'account.reset_token_invalid': {
    status: 400,
    title: 'Reset token not valid',
    detail: 'Invalid or expired reset token.',
    advice: 'Ask for another mail.',
  },
  'account.reset_token_expired': {
    status: 400,
    title: 'Reset token expired',
    detail: 'The reset token has expired.',
    advice: 'Ask for another mail.',
  },
  'account.wrong_current_password': {
    status: 400,
    title: 'Wrong current password',
    detail: 'Current password is incorrect',
    advice: 'Type the password you sign in with.',
  },
  'account.deletion_pending': {
    status: 403,
    title: 'Account about to be deleted',
    detail:
      'Your account is about to be deleted. Keep it to use it again, or take a copy of your data along.',
    advice:
      'Cancel the deletion with `POST /profile/deletion/cancel`. The profile says when the account is deleted.',
  },
  'account.session_not_found': {
    status: 404,
    title: 'Session not found',
    detail: 'You have no such session.',
    advice: 'List your sessions to see which exist.',
  },
})

export const { fail } = accountErrors
