import assert from 'node:assert/strict'
import type { InjectOptions } from 'fastify'
import type { TestAnswer, TestRequest } from '@groundwork/kit/testing/send-as'
import type { TestApp } from './test-app.ts'

/** Somebody's phone. */
export interface Phone {
  userId: string
  token: string
  send: (request: Omit<TestRequest, 'as'> & { address?: string }) => Promise<TestAnswer>
  get: (path: string) => Promise<TestAnswer>
  post: (path: string, body?: object, headers?: Record<string, string>) => Promise<TestAnswer>
}

/** Makes people, each with a phone. */
export function phonesOf({ server }: Pick<TestApp, 'server'>) {
  const phoneWith = (userId: string, token: string): Phone => {
    const send: Phone['send'] = async ({ method = 'GET', url, body, headers, address }) => {
      const request: InjectOptions = {
        method,
        url,
        headers: { authorization: `Bearer ${token}`, ...headers },
      }
      if (body !== undefined) request.payload = body as object
      if (address !== undefined) request.remoteAddress = address
      const answer = await server.inject(request)
      const { statusCode: status, body: text } = answer
      return { status, headers: answer.headers, text, json: JSON.parse(text) }
    }
    return {
      userId,
      token,
      send,
      get: (path) => send({ url: `/api${path}` }),
      post: (path, body, headers) => send({ method: 'POST', url: `/api${path}`, body, headers }),
    }
  }
  const newPhone = async (): Promise<Phone> => {
    const answer = await server.inject({ method: 'POST', url: '/api/auth/register' })
    const { userId, token } = answer.json()
    return phoneWith(userId, token)
  }
  return {
    newPhone,
    /** Two people who are paired. */
    newPair: async (): Promise<[Phone, Phone]> => {
      const pair: [Phone, Phone] = [await newPhone(), await newPhone()]
      const { json } = await pair[0].post('/pairing/create')
      const joined = await pair[1].post('/pairing/join', { pairingCode: json.pairingCode })
      assert.equal(joined.status, 200, joined.text)
      return pair
    },
  }
}
