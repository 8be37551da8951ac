import { z } from 'zod'
import { flag } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'
import {
  accountOf,
  Email,
  ExperienceLevel,
  GivenPassword,
  NewPassword,
  PersonName,
  SignedIn,
  Tokens,
  User,
} from './user-contract.ts'

const SESSION_COOKIE = { 'Set-Cookie': 'The session cookie, for pages of this server.' }

export const register = endpoint({
  id: 'accounts.register',
  method: 'POST',
  path: '/auth/register',
  summary: 'Create an account and sign in',
  description: 'A mail with a link to verify the address follows. Nothing waits for it.',
  permission: 'public',
  limit: 'credentials',
  cache: 'never',
  compress: false,
  account: accountOf,
  body: z.object({
    email: Email,
    name: PersonName,
    password: NewPassword.meta({ description: 'With an upper-case and a lower-case letter and a number.' }),
    experience_level: ExperienceLevel.default('beginner'),
  }),
  responses: { 201: { schema: SignedIn, headers: SESSION_COOKIE } },
  errors: ['account.email_taken', 'account.weak_password', 'auth.overloaded'],
  statements: 4,
  examples: [
    {
      name: 'a new account',
      body: {
        email: 'maya@example.com',
        name: 'Maya',
        password: 'Downward1Dog',
        experience_level: 'beginner',
      },
    },
    {
      name: 'an address that has an account',
      body: { email: 'user@example.com', name: 'Maya', password: 'Downward1Dog' },
      answers: 'account.email_taken',
    },
    {
      name: 'a password without a number',
      body: { email: 'noor@example.com', name: 'Noor', password: 'DownwardDog' },
      answers: 'account.weak_password',
    },
  ],
})

export const logIn = endpoint({
  id: 'accounts.login',
  method: 'POST',
  path: '/auth/login',
  summary: 'Sign in',
  description:
    'After five failures in a row the account is locked for fifteen minutes, whether it exists or not. ' +
    'Who asks to be remembered also gets a refresh token.',
  permission: 'public',
  limit: 'credentials',
  cache: 'never',
  compress: false,
  account: accountOf,
  body: z.object({
    email: Email,
    password: GivenPassword,
    remember_me: flag().default(false),
  }),
  responses: { 200: { schema: SignedIn, headers: SESSION_COOKIE } },
  errors: ['account.wrong_credentials', 'account.locked', 'account.inactive', 'auth.overloaded'],
  statements: 5,
  examples: [
    {
      name: 'to be remembered',
      given: 'an account',
      body: { email: '{email}', password: '{password}', remember_me: true },
    },
    {
      name: 'a wrong password',
      body: { email: 'nobody@example.com', password: 'Upward1Dog' },
      answers: 'account.wrong_credentials',
    },
    {
      name: 'after five failures',
      given: 'a locked account',
      body: { email: '{email}', password: '{password}' },
      answers: 'account.locked',
    },
    {
      name: 'an account that was switched off',
      given: 'an inactive account',
      body: { email: '{email}', password: '{password}' },
      answers: 'account.inactive',
    },
  ],
})

export const logOut = endpoint({
  id: 'accounts.logout',
  method: 'POST',
  path: '/auth/logout',
  summary: 'End this session',
  description: 'Its tokens stop working at once, the refresh token too.',
  permission: 'signed_in',
  limit: 'user',
  allowCookie: true,
  responses: { 200: z.object({ message: z.string(), detail: z.string() }) },
  statements: 1,
  idempotencyKey: false,
  examples: [{ name: 'signing out', as: 'user' }],
})

export const readMe = endpoint({
  id: 'accounts.me',
  method: 'GET',
  path: '/auth/me',
  summary: 'Who is signed in',
  permission: 'signed_in',
  scope: 'profile.read',
  limit: 'user',
  responses: { 200: User },
  statements: 1,
  examples: [{ name: 'the caller', as: 'user' }],
})

export const refresh = endpoint({
  id: 'accounts.refresh',
  method: 'POST',
  path: '/auth/refresh',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'Each refresh token works once; the answer holds the next one. One that is used again ends the session, ' +
    'because somebody may have copied it: refresh in one place at a time. In the body, or in the query for old clients.',
  permission: 'public',
  limit: 'public',
  cache: 'never',
  compress: false,
  query: z.object({ refresh_token: z.string().max(512).optional() }),
  body: z.object({ refresh_token: z.string().max(512).optional() }).optional(),
  responses: { 200: { schema: Tokens, headers: SESSION_COOKIE } },
  errors: ['account.refresh_token_invalid'],
  statements: 3,
  examples: [
    { name: 'the next tokens', given: 'a refresh token', body: { refresh_token: '{refreshToken}' } },
    {
      name: 'a token that is none',
      body: { refresh_token: 'x' },
      answers: 'account.refresh_token_invalid',
    },
  ],
})
