import type { FastifyInstance, InjectOptions } from 'fastify'
import type { Person } from './example-request.ts'

/** A request as a person sends it. */
export interface TestRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  url: string
  as?: Person
  body?: unknown
  headers?: Record<string, string>
}

export interface TestAnswer {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  text: string
  // Tests look into answers of every shape; what they find there is what they assert.
  // oxlint-disable-next-line typescript/no-explicit-any
  json: any
}

export type Send = (request: TestRequest) => Promise<TestAnswer>

/** Sends requests to a server in memory, as people whose tokens `tokenOf` knows. */
export function sendAs(
  server: FastifyInstance,
  tokenOf: (name: Exclude<Person, 'guest'>) => Promise<string>,
): Send {
  return async ({ method = 'GET', url, as = 'guest', body, headers = {} }) => {
    const token = as === 'guest' ? {} : { authorization: `Bearer ${await tokenOf(as)}` }
    const request: InjectOptions = { method, url, headers: { ...token, ...headers } }
    if (body !== undefined) request.payload = body as object
    const answer = await server.inject(request)
    const { 'content-type': type, 'content-encoding': coding } = answer.headers
    const isJson = coding === undefined && /\bjson\b/.test(String(type))
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      json: isJson ? answer.json() : undefined,
    }
  }
}
