import { databaseErrors } from '../db/errors.ts'
import { joinErrors, type ErrorRegistry } from '../errors/define-errors.ts'
import { createServer, type ServerOptions } from '../http/create-server.ts'
import { httpErrors } from '../http/errors.ts'
import type { Binding, Principal } from '../http/handler.ts'
import { problemDetails } from '../http/problem.ts'
import type { Send } from './example-request.ts'

/** The format and the codes of the bare server. */
export const bareErrorFormat = problemDetails('https://errors.example')
export const bareErrors: ErrorRegistry = joinErrors(httpErrors, databaseErrors)

/** A server of these endpoints and nothing else, for tests of the kit: no app, no database, no limits, strict. */
export function createBareServer(
  bindings: readonly Binding<object, Principal>[],
  options: Partial<ServerOptions<object, Principal>> = {},
) {
  return createServer<object, Principal>({
    deps: {},
    mounts: [{ prefix: '', bindings }],
    authenticate: async () => undefined,
    limiter: { take: () => ({ allowed: true, retryAfterS: 0, headers: {} }) },
    errors: bareErrors,
    errorFormat: bareErrorFormat,
    headers: {},
    cors: { origins: [], exposedHeaders: [] },
    trustedProxies: [],
    bodyLimitBytes: 10_000,
    requestTimeoutMs: 10_000,
    strict: true,
    ...options,
  })
}

/** Sends to a server in memory. People sign in with their name as the token. */
export function sendTo(server: ReturnType<typeof createBareServer>): Send {
  return async ({ method, url, as, body, headers = {} }) => {
    const answer = await server.inject({
      method,
      url,
      headers: { ...(as !== 'guest' && { authorization: `Bearer ${as}` }), ...headers },
      ...(body !== undefined && { payload: body as object }),
    })
    const isJson = String(answer.headers['content-type']).includes('json')
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      json: isJson ? answer.json() : undefined,
    }
  }
}
