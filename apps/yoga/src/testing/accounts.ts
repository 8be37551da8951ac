import type { TestAnswer, TestApp, TestRequest } from './test-app.ts'

export const PASSWORD = 'Downward1Dog'

/** Somebody with an account and a password of their own. */
export interface TestAccount {
  email: string
  userId: number
  /** Sends with the token of their registration, or another one. */
  send: (request: TestRequest, token?: string) => Promise<TestAnswer>
}

/** Makes accounts by registering, and signs them in by their password. */
export function accountsOf({ send }: Pick<TestApp, 'send'>) {
  let count = 0
  return {
    register: async (): Promise<TestAccount> => {
      const email = `person${++count}@example.com`
      const body = { email, name: `Person ${count}`, password: PASSWORD }
      const { json } = await send({ method: 'POST', url: '/api/v1/auth/register', body })
      return {
        email,
        userId: json.user.user_id,
        send: (request, token = json.access_token) =>
          send({ ...request, headers: { ...request.headers, ...bearer(token) } }),
      }
    },
    logIn: (email: string, password = PASSWORD, remember = false) =>
      send({ method: 'POST', url: '/api/v1/auth/login', body: { email, password, remember_me: remember } }),
  }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
