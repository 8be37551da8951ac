import { Agent, request as openRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Person, Send } from './example-request.ts'

/** How long a server may be silent. */
const TIMEOUT_MS = 30_000

/**
 * Has a server listen on this machine, and sends to it over connections that are kept, as people whose tokens `tokenOf` knows: what
 * is sent passes the parser of HTTP, and what one request leaves behind meets the next one on its connection. Rejects when the
 * server hangs up.
 */
export async function sendOverSocket(
  server: FastifyInstance,
  tokenOf: (name: Exclude<Person, 'guest'>) => Promise<string>,
): Promise<Send> {
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true })
  return async ({ method, url, as, body, headers = {} }) => {
    const token = as === 'guest' ? {} : { authorization: `Bearer ${await tokenOf(as)}` }
    const bytes = bytesOf(body)
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const request = openRequest({
      agent,
      host: '127.0.0.1',
      port,
      method,
      path: url,
      timeout: TIMEOUT_MS,
      headers: {
        ...token,
        ...(bytes && { 'content-length': String(bytes.length) }),
        ...(typeof body === 'object' &&
          !(body instanceof Uint8Array) && { 'content-type': 'application/json' }),
        ...headers,
      },
    })
    request.on('response', resolve)
    request.on('error', reject)
    request.on('timeout', () => request.destroy(new Error('no answer in time')))
    request.end(bytes)
    const answer = await promise
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const { 'content-type': type, 'content-encoding': coding } = answer.headers
    const isJson = coding === undefined && /\bjson\b/.test(String(type)) && text !== ''
    return {
      status: answer.statusCode!,
      headers: answer.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    }
  }
}

function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body)
  return Buffer.from(JSON.stringify(body))
}
