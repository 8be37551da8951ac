import { ApiError, ConnectionError, readError } from './api-error.ts'
import type { CallOptions, Input, Operation } from './operation.ts'
import { waitBeforeRetry, waitFor, type RetryOptions } from './retry.ts'

/** Where the server is, who calls, and how patiently. */
export interface ClientOptions {
  /** Where the server is, such as `https://api.example.com`. A path below which it is mounted may follow. */
  baseUrl: string
  /** The access token to send; asked for at every request. */
  token?: () => string | undefined | Promise<string | undefined>
  /**
   * Asked once when the server does not accept `expired` any more: gets a new token, keeps it for `token` to give, and
   * returns it, or undefined when the person has to sign in again. Calls that fail at the same time share one answer.
   */
  refreshToken?: (expired: string) => Promise<string | undefined>
  /** How long one attempt may take. 30 s by default. */
  timeoutMs?: number
  retry?: RetryOptions
  /** Fields of every request. */
  headers?: Readonly<Record<string, string>>
  fetch?: typeof fetch
}

/** Calls operations: sends, tries again, reads the answer. */
export type Caller = (operation: Operation, input?: Input, options?: CallOptions) => Promise<unknown>

/**
 * The one place that sends requests.
 * @throws ApiError for an answer that is an error, ConnectionError when there is none, and the signal's reason when it ends.
 */
export function createCaller(options: ClientOptions): Caller {
  const { refreshToken, retry = {}, timeoutMs = 30_000 } = options
  const send = options.fetch ?? fetch
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const refreshing = new Map<string, Promise<string | undefined>>()

  /** A refresh token works once: whoever finds the same token expired takes the new one, or waits for it. */
  const renew = async (expired: string): Promise<string | undefined> => {
    const current = await options.token?.()
    if (current !== expired) return current
    const running = refreshing.get(expired)
    if (running) return running
    const refreshed = refreshToken!(expired).finally(() => refreshing.delete(expired))
    refreshing.set(expired, refreshed)
    return refreshed
  }

  const attempt = async (request: Request, operation: Operation, call: CallOptions): Promise<unknown> => {
    const timeout = AbortSignal.timeout(call.timeoutMs ?? timeoutMs)
    const signal = call.signal ? AbortSignal.any([call.signal, timeout]) : timeout
    const give = async () => {
      const response = await send(request, { signal })
      if (!response.ok) throw readError(operation.id, response, await response.text())
      return { response, answer: await readAnswer(response) }
    }
    const { response, answer } = await give().catch((error: unknown) => {
      if (error instanceof ApiError) throw error
      call.signal?.throwIfAborted()
      const reason = timeout.aborted ? 'no answer in time' : 'no answer'
      throw new ConnectionError(`${operation.id}: ${reason}`, { cause: error })
    })
    call.onAnswer?.(response)
    return answer
  }

  return async (operation, input, call = {}) => {
    // The same one in every attempt: what was done already is then not done again, but answered as it was.
    const key = operation.takesKey && { 'idempotency-key': randomKey() }
    const headers = { ...key, ...lowerCased(options.headers), ...lowerCased(call.headers) }
    const build = (token: string | undefined) => requestOf(baseUrl, operation, input, token, headers)
    let token = await options.token?.()
    let isRefreshed = false
    for (let count = 1; ; count++) {
      try {
        return await attempt(build(token), operation, call)
      } catch (error) {
        if (token !== undefined && refreshToken && !isRefreshed && isExpired(error)) {
          isRefreshed = true
          token = await renew(token)
          if (token === undefined) throw error
          count--
          continue
        }
        const waitMs = waitBeforeRetry(error, operation, count, retry)
        if (waitMs === undefined) throw error
        await (retry.wait ?? waitFor)(waitMs, call.signal)
      }
    }
  }
}

/** 128 random bits. Browsers have `randomUUID` on secure pages only. */
const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )

const lowerCased = (headers: ClientOptions['headers'] = {}) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const isExpired = (error: unknown) => error instanceof ApiError && error.code === 'auth.required'

function requestOf(
  baseUrl: string,
  { method, path, body: kind }: Operation,
  { params = {}, query = {}, body }: Input = {},
  token: string | undefined,
  headers: ClientOptions['headers'],
): Request {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_place, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)[name])),
  )
  const url = new URL(`${baseUrl}${filled}`)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value))
  }
  const sent = new Headers(headers)
  if (token !== undefined) sent.set('authorization', `Bearer ${token}`)
  if (kind === 'json' && body !== undefined) sent.set('content-type', 'application/json')
  return new Request(url, { method, headers: sent, body: bodyOf(kind, body) })
}

function bodyOf(kind: Operation['body'], body: unknown): RequestInit['body'] {
  if (body === undefined) return undefined
  if (kind !== 'form') return kind === 'json' ? JSON.stringify(body) : (body as string)
  const form = new FormData()
  for (const [name, value] of Object.entries(body as Record<string, string | Blob>)) form.append(name, value)
  return form
}

async function readAnswer(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  if (response.status === 204 || type === '') return undefined
  if (/\bjson\b/.test(type)) return response.json()
  return type.startsWith('text/') || type.includes('xml') ? response.text() : response.blob()
}
