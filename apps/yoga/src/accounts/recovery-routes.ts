import { AppError } from '@groundwork/kit/errors/app-error'
import { handle } from '../handle.ts'
import { fromBodyOrQuery } from './from-body-or-query.ts'
import * as passwords from './passwords.ts'
import {
  forgotPassword,
  openVerificationLink,
  resendVerification,
  resetPassword,
  verifyEmail,
} from './recovery-contract.ts'
import { verificationPage } from './verification-page.ts'
import * as verification from './verify-email.ts'

export const recoveryRoutes = [
  handle(verifyEmail, async ({ deps, body, query }) => {
    const email = await verification.verifyEmail(deps, fromBodyOrQuery('token', body, query))
    return { message: 'Email verified successfully', email }
  }),
  handle(openVerificationLink, async ({ deps, query, request, answer }) => {
    const page = (sentence: string) => verificationPage(sentence, deps.config.FRONTEND_URL)
    // Programs that look a link up before a person opens it must not use up its token.
    if (request.raw.method === 'HEAD') return page('')
    try {
      await verification.verifyEmail(deps, query.token)
      return page('Your email address is verified.')
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 400) throw error
      answer.status(400)
      return page(
        'This link was used before or has expired. Sign in to see whether your address is verified.',
      )
    }
  }),
  handle(resendVerification, async ({ deps, body, query }) => {
    const email = fromBodyOrQuery('email', body, query)
    await verification.resendVerification(deps, email)
    return { message: 'Verification email sent', email }
  }),
  handle(forgotPassword, async ({ deps, body: { email } }) => {
    await passwords.forgot(deps, email)
    return { message: 'Password reset email sent', email }
  }),
  handle(resetPassword, async ({ deps, body }) => ({
    message: 'Password reset successful',
    email: await passwords.reset(deps, body.token, body.new_password),
  })),
]
