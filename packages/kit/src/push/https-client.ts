import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https'
import { isIP } from 'node:net'
import { isPublicAddress, PrivateAddress, publicLookup } from '../http/public-address.ts'
import { NoAnswer } from './no-answer.ts'
import { MAX_ANSWER_LENGTH, type ProviderAnswer } from './notification.ts'

export interface HttpsClientOptions {
  /** Origins that may be called wherever they are, over http as well: `https://push.internal:8443`. */
  privateOrigins: readonly string[]
  /** Certificates of an authority to trust in place of the usual ones; PEM. */
  ca?: string
}

/** Whether a URL that a stranger named may be called, as far as it can be told without looking its name up. */
export function mayBeCalled(url: URL, privateOrigins: readonly string[]): boolean {
  if (privateOrigins.includes(url.origin)) return true
  const host = url.hostname.replaceAll(/[[\]]/g, '')
  const isPublic = isIP(host) === 0 ? host !== 'localhost' : isPublicAddress(host)
  return url.protocol === 'https:' && url.port === '' && isPublic
}

/** Calls servers that strangers name: on the public internet, over https at its usual port; redirections are not followed. */
export interface HttpsClient {
  /** The answer to a POST. @throws PrivateAddress, NoAnswer, or the reason of `late` when that aborts */
  post(url: URL, headers: Record<string, string>, body: Buffer, late: AbortSignal): Promise<ProviderAnswer>
  close(): void
}

const POOL = { keepAlive: true, maxSockets: 32, maxTotalSockets: 256, timeout: 60_000 }

export function createHttpsClient({ privateOrigins, ca }: HttpsClientOptions): HttpsClient {
  const agents = { 'https:': new HttpsAgent(POOL), 'http:': new HttpAgent(POOL) }

  return {
    async post(url, headers, body, late) {
      late.throwIfAborted()
      if (!mayBeCalled(url, privateOrigins))
        throw new PrivateAddress(`${url.origin} is not a server of the public internet`)
      const options: RequestOptions = {
        ca,
        ...(privateOrigins.includes(url.origin) ? {} : { lookup: publicLookup }),
        method: 'POST',
        headers: { ...headers, 'content-length': body.length },
        agent: agents[url.protocol as keyof typeof agents],
        signal: late,
      }
      const { promise, resolve, reject } = Promise.withResolvers<ProviderAnswer>()
      const call = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options)
      call.on('response', (response) => readAnswer(response, resolve))
      call.on('error', (error) => reject(late.aborted ? late.reason : silenceOf(error)))
      call.end(body)
      return promise
    },
    close() {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

/** The status decides; what an answer says beside it is read as far as it comes. */
function readAnswer(response: IncomingMessage, resolve: (answer: ProviderAnswer) => void): void {
  const { statusCode: status = 0, headers } = response
  let body = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    if (body.length < MAX_ANSWER_LENGTH) body += chunk.slice(0, MAX_ANSWER_LENGTH - body.length)
    else response.destroy()
  })
  response.on('error', () => {})
  response.on('close', () => resolve({ status, headers, body }))
}

const ENDED = new Set(['ECONNRESET', 'EPIPE'])

function silenceOf(error: Error): Error {
  if (error instanceof PrivateAddress) return error
  const { code = '' } = error as NodeJS.ErrnoException
  return new NoAnswer(ENDED.has(code) ? 'ended' : 'unreachable', error.message, error)
}
