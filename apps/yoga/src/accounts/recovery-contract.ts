import { z } from 'zod'
import { endpoint } from '@groundwork/kit/http/endpoint'
import { accountOf, Done, Email, NewPassword } from './user-contract.ts'

const Token = z.string().min(1).max(200)

export const verifyEmail = endpoint({
  id: 'accounts.verify_email',
  method: 'POST',
  path: '/auth/verify-email',
  summary: 'Prove that an address is read, with the token sent to it',
  description: 'In the body, or in the query for old clients.',
  permission: 'public',
  limit: 'public',
  query: z.object({ token: Token.optional() }),
  body: z.object({ token: Token.optional() }).optional(),
  responses: { 200: Done },
  errors: ['account.verification_token_invalid', 'account.verification_token_expired'],
  statements: 2,
  examples: [
    { name: 'a token from a mail', given: 'a verification token', body: { token: '{token}' } },
    { name: 'a token that is none', body: { token: 'x' }, answers: 'account.verification_token_invalid' },
    {
      name: 'a token of the day before yesterday',
      given: 'an expired verification token',
      body: { token: '{token}' },
      answers: 'account.verification_token_expired',
    },
  ],
})

export const openVerificationLink = endpoint({
  id: 'accounts.open_verification_link',
  method: 'GET',
  path: '/auth/verify-email',
  summary: 'The same, for the link in the mail: answers a page',
  permission: 'public',
  limit: 'public',
  cache: 'never',
  query: z.object({ token: z.string().max(200).default('') }),
  responses: {
    200: { contentType: 'text/html; charset=utf-8', description: 'A page that says so.' },
    400: {
      contentType: 'text/html; charset=utf-8',
      description: 'A page that says what to do about the token.',
    },
  },
  statements: 2,
  examples: [
    { name: 'the link in a mail', given: 'a verification token', query: { token: '{token}' } },
    { name: 'a link that was opened before', query: { token: 'x' }, answers: 400 },
  ],
})

export const resendVerification = endpoint({
  id: 'accounts.resend_verification',
  method: 'POST',
  path: '/auth/resend-verification',
  summary: 'Send the mail with the verification link again',
  description: 'Answers the same whether the account exists, and whether its address is verified already.',
  permission: 'public',
  limit: 'credentials',
  account: (body?: { email?: string }, query?: { email?: string }) =>
    (body?.email ?? query?.email)?.toLowerCase(),
  query: z.object({ email: Email.optional() }),
  body: z.object({ email: Email.optional() }).optional(),
  responses: { 200: Done },
  statements: 1,
  examples: [{ name: 'once more', body: { email: 'user@example.com' } }],
})

export const forgotPassword = endpoint({
  id: 'accounts.forgot_password',
  method: 'POST',
  path: '/auth/forgot-password',
  summary: 'Send a mail with a link to set a new password',
  description: 'Answers the same whether the account exists. The link works for an hour, once.',
  permission: 'public',
  limit: 'credentials',
  account: accountOf,
  body: z.object({ email: Email }),
  responses: { 200: Done },
  statements: 1,
  examples: [{ name: 'a forgotten password', body: { email: 'user@example.com' } }],
})

export const resetPassword = endpoint({
  id: 'accounts.reset_password',
  method: 'POST',
  path: '/auth/reset-password',
  summary: 'Set a new password with the token from the mail',
  description: 'Ends every session of the account and lifts its lock.',
  permission: 'public',
  limit: 'credentials',
  body: z.object({ token: Token, new_password: NewPassword }),
  responses: { 200: Done },
  errors: [
    'account.weak_password',
    'account.reset_token_invalid',
    'account.reset_token_expired',
    'auth.overloaded',
  ],
  statements: 6,
  examples: [
    {
      name: 'a new password',
      given: 'a reset token',
      body: { token: '{token}', new_password: 'Upward1Dog' },
    },
    {
      name: 'a token that is none',
      body: { token: 'x', new_password: 'Upward1Dog' },
      answers: 'account.reset_token_invalid',
    },
    {
      name: 'a token of this morning',
      given: 'an expired reset token',
      body: { token: '{token}', new_password: 'Upward1Dog' },
      answers: 'account.reset_token_expired',
    },
    {
      name: 'a password without a number',
      body: { token: 'x', new_password: 'UpwardDog' },
      answers: 'account.weak_password',
    },
  ],
})
