// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { Message, Session } from './schemas.ts'

/** Body of `people.register`. */
export interface PeopleRegisterBody {
  deviceToken?: string
  /** `"ios"` when absent. */
  platform?: 'ios' | 'watchos'
  /** Which of the two push services of the platform made the token. `"production"` when absent. */
  environment?: 'production' | 'sandbox'
}

/** Answer of `people.register`. */
export type PeopleRegisterAnswer = Session

/** Why `people.register` may fail. */
export type PeopleRegisterError =
  | 'INVALID_INPUT'
  | 'MISSING_DEVICE_TOKEN'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'

/** Body of `people.refresh`. */
export interface PeopleRefreshBody {
  refreshToken: string
}

/** Answer of `people.refresh`. */
export type PeopleRefreshAnswer = Session

/** Why `people.refresh` may fail. */
export type PeopleRefreshError =
  | 'INVALID_INPUT'
  | 'INVALID_TOKEN'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'

/** Answer of `people.logout`. */
export type PeopleLogoutAnswer = Message

/** Why `people.logout` may fail. */
export type PeopleLogoutError =
  | 'INVALID_INPUT'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'

/** Params of `people.user`. */
export interface PeopleUserParams {
  userId: string
}

/** Answer of `people.user`. */
export interface PeopleUserAnswer {
  id: string
  createdAt: string
}

/** Why `people.user` may fail. */
export type PeopleUserError =
  | 'INVALID_INPUT'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'
  | 'USER_NOT_FOUND'

/** Params of `people.erase`. */
export interface PeopleEraseParams {
  userId: string
}

/** Answer of `people.erase`. */
export type PeopleEraseAnswer = Message

/** Why `people.erase` may fail. */
export type PeopleEraseError =
  | 'INVALID_INPUT'
  | 'INVALID_TOKEN'
  | 'MISSING_TOKEN'
  | 'RATE_LIMITED'
  | 'TOO_LARGE'
  | 'USER_NOT_FOUND'

/** The operations of `people`. */
export const people = (caller: Caller) => ({
  /**
   * Become somebody.
   * Without a body, or with the token of a device. Nothing personal is asked for.
   */
  register: method<{ body?: PeopleRegisterBody }, PeopleRegisterAnswer, PeopleRegisterError>(caller, {
    id: 'people.register',
    method: 'POST',
    path: '/api/auth/register',
    body: 'json',
    errors: ['INVALID_INPUT', 'MISSING_DEVICE_TOKEN', 'RATE_LIMITED', 'TOO_LARGE'],
  }),

  /**
   * Exchange a refresh token for new tokens.
   * Each refresh token is good for one use: using it twice ends the session.
   */
  refresh: method<{ body: PeopleRefreshBody }, PeopleRefreshAnswer, PeopleRefreshError>(caller, {
    id: 'people.refresh',
    method: 'POST',
    path: '/api/auth/refresh',
    body: 'json',
    errors: ['INVALID_INPUT', 'INVALID_TOKEN', 'RATE_LIMITED', 'TOO_LARGE'],
  }),

  /**
   * End this session.
   * Its token is worth nothing from then on, and its live connections are closed.
   * Needs a signed-in person.
   */
  logout: method<object, PeopleLogoutAnswer, PeopleLogoutError>(caller, {
    id: 'people.logout',
    method: 'POST',
    path: '/api/auth/logout',
    errors: ['INVALID_INPUT', 'INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED', 'TOO_LARGE'],
  }),

  /**
   * Read yourself.
   * Needs a signed-in person.
   */
  user: method<{ params: PeopleUserParams }, PeopleUserAnswer, PeopleUserError>(caller, {
    id: 'people.user',
    method: 'GET',
    path: '/api/auth/users/{userId}',
    errors: ['INVALID_INPUT', 'INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED', 'USER_NOT_FOUND'],
  }),

  /**
   * Erase yourself, with every tap, device and session.
   * Needs a signed-in person.
   */
  erase: method<{ params: PeopleEraseParams }, PeopleEraseAnswer, PeopleEraseError>(caller, {
    id: 'people.erase',
    method: 'DELETE',
    path: '/api/auth/users/{userId}',
    errors: ['INVALID_INPUT', 'INVALID_TOKEN', 'MISSING_TOKEN', 'RATE_LIMITED', 'TOO_LARGE', 'USER_NOT_FOUND'],
  }),
})
