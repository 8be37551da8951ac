// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Done, SignInSession, SignedIn, Tokens, User } from './schemas.ts'

/** Body of `accounts.register`. */
export interface AccountsRegisterBody {
  email: string
  name: string
  /** With an upper-case and a lower-case letter and a number. */
  password: string
  /** `"beginner"` when absent. */
  experience_level?: 'beginner' | 'intermediate' | 'advanced'
}

/** Answer of `accounts.register`. */
export type AccountsRegisterAnswer = SignedIn

/** Why `accounts.register` may fail. */
export type AccountsRegisterError =
  | 'account.email_taken'
  | 'account.weak_password'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Body of `accounts.login`. */
export interface AccountsLoginBody {
  email: string
  password: string
  /** `false` when absent. */
  remember_me?: boolean
}

/** Answer of `accounts.login`. */
export type AccountsLoginAnswer = SignedIn

/** Why `accounts.login` may fail. */
export type AccountsLoginError =
  | 'account.inactive'
  | 'account.locked'
  | 'account.wrong_credentials'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Query of `accounts.refresh`. */
export interface AccountsRefreshQuery {
  refresh_token?: string
}

/** Body of `accounts.refresh`. */
export interface AccountsRefreshBody {
  refresh_token?: string
}

/** Answer of `accounts.refresh`. */
export type AccountsRefreshAnswer = Tokens

/** Why `accounts.refresh` may fail. */
export type AccountsRefreshError =
  | 'account.refresh_token_invalid'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Answer of `accounts.logout`. */
export interface AccountsLogoutAnswer {
  message: string
  detail: string
}

/** Why `accounts.logout` may fail. */
export type AccountsLogoutError =
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Answer of `accounts.me`. */
export type AccountsMeAnswer = User

/** Why `accounts.me` may fail. */
export type AccountsMeError =
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** Query of `accounts.verify_email`. */
export interface AccountsVerifyEmailQuery {
  token?: string
}

/** Body of `accounts.verify_email`. */
export interface AccountsVerifyEmailBody {
  token?: string
}

/** Answer of `accounts.verify_email`. */
export type AccountsVerifyEmailAnswer = Done

/** Why `accounts.verify_email` may fail. */
export type AccountsVerifyEmailError =
  | 'account.verification_token_expired'
  | 'account.verification_token_invalid'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Query of `accounts.open_verification_link`. */
export interface AccountsOpenVerificationLinkQuery {
  /** `""` when absent. */
  token?: string
}

/** Answer of `accounts.open_verification_link`. */
export type AccountsOpenVerificationLinkAnswer = string

/** Why `accounts.open_verification_link` may fail. */
export type AccountsOpenVerificationLinkError =
  | 'limit.exceeded'
  | 'request.invalid'

/** Query of `accounts.resend_verification`. */
export interface AccountsResendVerificationQuery {
  email?: string
}

/** Body of `accounts.resend_verification`. */
export interface AccountsResendVerificationBody {
  email?: string
}

/** Answer of `accounts.resend_verification`. */
export type AccountsResendVerificationAnswer = Done

/** Why `accounts.resend_verification` may fail. */
export type AccountsResendVerificationError =
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Body of `accounts.forgot_password`. */
export interface AccountsForgotPasswordBody {
  email: string
}

/** Answer of `accounts.forgot_password`. */
export type AccountsForgotPasswordAnswer = Done

/** Why `accounts.forgot_password` may fail. */
export type AccountsForgotPasswordError =
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Body of `accounts.reset_password`. */
export interface AccountsResetPasswordBody {
  token: string
  new_password: string
}

/** Answer of `accounts.reset_password`. */
export type AccountsResetPasswordAnswer = Done

/** Why `accounts.reset_password` may fail. */
export type AccountsResetPasswordError =
  | 'account.reset_token_expired'
  | 'account.reset_token_invalid'
  | 'account.weak_password'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Answer of `accounts.list_sessions`. */
export interface AccountsListSessionsAnswer {
  sessions: readonly SignInSession[]
}

/** Why `accounts.list_sessions` may fail. */
export type AccountsListSessionsError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** Query of `accounts.end_sessions`. */
export interface AccountsEndSessionsQuery {
  /** Leaves the session of this request. `false` when absent. */
  keep_current?: boolean
}

/** Answer of `accounts.end_sessions`. */
export interface AccountsEndSessionsAnswer {
  /** Sessions that ended. */
  ended: number
}

/** Why `accounts.end_sessions` may fail. */
export type AccountsEndSessionsError =
  | 'account.deletion_pending'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** Params of `accounts.end_session`. */
export interface AccountsEndSessionParams {
  session_id: string
}

/** Why `accounts.end_session` may fail. */
export type AccountsEndSessionError =
  | 'account.deletion_pending'
  | 'account.session_not_found'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'

/** The operations of `accounts`. */
export const accounts = (caller: Caller) => ({
  /**
   * Create an account and sign in.
   * A mail with a link to verify the address follows. Nothing waits for it.
   */
  register: method<{ body: AccountsRegisterBody }, AccountsRegisterAnswer, AccountsRegisterError>(caller, {
    id: 'accounts.register',
    method: 'POST',
    path: '/api/v1/auth/register',
    body: 'json',
    errors: ['account.email_taken', 'account.weak_password', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Sign in.
   * After five failures in a row the account is locked for fifteen minutes, whether it exists or not. Who asks to be remembered also gets a refresh token.
   */
  login: method<{ body: AccountsLoginBody }, AccountsLoginAnswer, AccountsLoginError>(caller, {
    id: 'accounts.login',
    method: 'POST',
    path: '/api/v1/auth/login',
    body: 'json',
    errors: ['account.inactive', 'account.locked', 'account.wrong_credentials', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Exchange a refresh token for new tokens.
   * Each refresh token works once; the answer holds the next one. One that is used again ends the session, because somebody may have copied it: refresh in one place at a time. In the body, or in the query for old clients.
   */
  refresh: method<{ query?: AccountsRefreshQuery; body?: AccountsRefreshBody }, AccountsRefreshAnswer, AccountsRefreshError>(caller, {
    id: 'accounts.refresh',
    method: 'POST',
    path: '/api/v1/auth/refresh',
    body: 'json',
    errors: ['account.refresh_token_invalid', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * End this session.
   * Its tokens stop working at once, the refresh token too.
   * Needs a signed-in person.
   */
  logout: method<object, AccountsLogoutAnswer, AccountsLogoutError>(caller, {
    id: 'accounts.logout',
    method: 'POST',
    path: '/api/v1/auth/logout',
    errors: ['auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Who is signed in.
   * Needs a signed-in person.
   */
  me: method<object, AccountsMeAnswer, AccountsMeError>(caller, {
    id: 'accounts.me',
    method: 'GET',
    path: '/api/v1/auth/me',
    errors: ['auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),

  /**
   * Prove that an address is read, with the token sent to it.
   * In the body, or in the query for old clients.
   */
  verifyEmail: method<{ query?: AccountsVerifyEmailQuery; body?: AccountsVerifyEmailBody }, AccountsVerifyEmailAnswer, AccountsVerifyEmailError>(caller, {
    id: 'accounts.verify_email',
    method: 'POST',
    path: '/api/v1/auth/verify-email',
    body: 'json',
    errors: ['account.verification_token_expired', 'account.verification_token_invalid', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /** The same, for the link in the mail: answers a page. */
  openVerificationLink: method<{ query?: AccountsOpenVerificationLinkQuery }, AccountsOpenVerificationLinkAnswer, AccountsOpenVerificationLinkError>(caller, {
    id: 'accounts.open_verification_link',
    method: 'GET',
    path: '/api/v1/auth/verify-email',
    errors: ['limit.exceeded', 'request.invalid'],
  }),

  /**
   * Send the mail with the verification link again.
   * Answers the same whether the account exists, and whether its address is verified already.
   */
  resendVerification: method<{ query?: AccountsResendVerificationQuery; body?: AccountsResendVerificationBody }, AccountsResendVerificationAnswer, AccountsResendVerificationError>(caller, {
    id: 'accounts.resend_verification',
    method: 'POST',
    path: '/api/v1/auth/resend-verification',
    body: 'json',
    errors: ['limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Send a mail with a link to set a new password.
   * Answers the same whether the account exists. The link works for an hour, once.
   */
  forgotPassword: method<{ body: AccountsForgotPasswordBody }, AccountsForgotPasswordAnswer, AccountsForgotPasswordError>(caller, {
    id: 'accounts.forgot_password',
    method: 'POST',
    path: '/api/v1/auth/forgot-password',
    body: 'json',
    errors: ['limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Set a new password with the token from the mail.
   * Ends every session of the account and lifts its lock.
   */
  resetPassword: method<{ body: AccountsResetPasswordBody }, AccountsResetPasswordAnswer, AccountsResetPasswordError>(caller, {
    id: 'accounts.reset_password',
    method: 'POST',
    path: '/api/v1/auth/reset-password',
    body: 'json',
    errors: ['account.reset_token_expired', 'account.reset_token_invalid', 'account.weak_password', 'limit.exceeded', 'request.invalid', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Where you are signed in, newest first.
   * Needs a signed-in person.
   */
  listSessions: method<object, AccountsListSessionsAnswer, AccountsListSessionsError>(caller, {
    id: 'accounts.list_sessions',
    method: 'GET',
    path: '/api/v1/auth/sessions',
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),

  /**
   * Sign out everywhere.
   * Needs a signed-in person.
   */
  endSessions: method<{ query?: AccountsEndSessionsQuery }, AccountsEndSessionsAnswer, AccountsEndSessionsError>(caller, {
    id: 'accounts.end_sessions',
    method: 'DELETE',
    path: '/api/v1/auth/sessions',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),

  /**
   * Sign out one of your devices.
   * Needs a signed-in person.
   */
  endSession: method<{ params: AccountsEndSessionParams }, undefined, AccountsEndSessionError>(caller, {
    id: 'accounts.end_session',
    method: 'DELETE',
    path: '/api/v1/auth/sessions/{session_id}',
    takesKey: true,
    errors: ['account.deletion_pending', 'account.session_not_found', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type'],
  }),
})
