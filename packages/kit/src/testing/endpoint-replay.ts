import type { ErrorRegistry } from '../errors/define-errors.ts'
import { VERSION_HEADER } from '../http/api-versions.ts'
import { schemaOf, type Endpoint } from '../http/endpoint.ts'
import { wireCode, type ErrorFormat } from '../http/problem.ts'
import type { DocumentedMount } from '../openapi/document.ts'
import type { RecordedExample } from '../openapi/recorded-example.ts'
import { EXAMPLE_REQUEST_ID, faultExample } from '../openapi/shared-parts.ts'
import { requestOf, type ExampleParts, type Send, type StateValues } from './example-request.ts'
import { settleAnswer } from './settle-answer.ts'

export interface ReplayOptions {
  mounts: readonly DocumentedMount[]
  errors: ErrorRegistry
  errorFormat: ErrorFormat
  /** Sends to a server whose limits are never reached. */
  send: Send
  /** Sends to a server on the same database whose every limit admits one request. */
  sendLimited: Send
  /** Where the clock of both stands. */
  startedAt: Date
  bodyLimitBytes: number
  /** Fields whose values are drawn at random, with the value that the document shows. */
  drawn?: Readonly<Record<string, string>>
  /** Makes the state of that name. @throws Error for a name it does not know. */
  prepare: (given: string) => Promise<StateValues>
  /** Codes that rules of the app add to many endpoints: how each is brought about before a good request is sent again. */
  rules?: Readonly<Record<string, { summary: string; prepare: () => Promise<unknown> }>>
  /** Puts everything back to how it was before the first example. */
  restore: () => Promise<void>
}

/** One endpoint while its examples are replayed. */
export interface EndpointReplay {
  options: ReplayOptions
  prefix: string
  endpoint: Endpoint
  /** Sends a request and keeps the answer as an example, or says what is wrong with it. */
  record: (example: { key: string; summary: string; expected: number | string }, sent: Sent) => Promise<void>
  /** Adds the example of what no single request causes, as the format writes it. */
  recordFault: (code: string) => void
  problem: (text: string) => void
  isRecorded: (code: string) => boolean
}

export interface Sent {
  parts: ExampleParts
  /** Parts of the request that the document leaves out. */
  hidden?: { body?: string; headers?: Record<string, string> }
  /** Instead of the server whose limits are never reached. */
  send?: Send
}

/** Begins the replay of an endpoint: what is recorded goes to `examples`, what is wrong to `problems`. */
export function startReplay(
  options: ReplayOptions,
  prefix: string,
  endpoint: Endpoint,
  examples: RecordedExample[],
  problems: string[],
): EndpointReplay {
  const codes = new Set<string>()
  const problem = (text: string) => void problems.push(`${endpoint.id}: ${text}`)
  return {
    options,
    prefix,
    endpoint,
    problem,
    isRecorded: (code) => codes.has(code),
    recordFault: (code) => {
      const { summary = code, value } = faultExample(code, options.errors, options.errorFormat)
      examples.push({ key: code, summary, status: options.errors.get(code)!.status, answer: value })
    },
    record: async ({ key, summary, expected }, { parts, hidden, send = options.send }) => {
      if (examples.some((example) => example.key === key))
        return problem(`has two examples called "${summary}"`)
      const request = requestOf(prefix, endpoint, parts)
      const headers = {
        'x-request-id': EXAMPLE_REQUEST_ID,
        // The contract says what is answered in the newest version.
        ...(endpoint.versions && { [VERSION_HEADER]: endpoint.versions.newest }),
        ...request.headers,
        ...hidden?.headers,
      }
      const body = hidden?.body ?? request.body
      const answer = await send({ ...request, headers, ...(body !== undefined && { body }) })
      const code = typeof expected === 'string' ? expected : undefined
      const status = typeof expected === 'string' ? options.errors.get(expected)?.status : expected
      const answered = codeOf(answer.json)
      const named = code && wireCode(options.errorFormat, code)
      if (answer.status !== status || answered !== named)
        return problem(`"${summary}" answered ${answer.status} ${answer.text.slice(0, 300)}, not ${expected}`)
      const schema =
        code === undefined ? schemaOf(endpoint.responses[status] ?? null) : options.errorFormat.schema
      const misfit = schema?.safeParse(answer.json).error
      if (misfit) return problem(`"${summary}" answered another shape than its schema: ${misfit.message}`)
      if (answer.headers['x-request-id'] !== EXAMPLE_REQUEST_ID)
        return problem(`"${summary}" was answered without the request id it was sent with`)
      if (code !== undefined) codes.add(code)
      const shown = {
        ...(hidden === undefined && shownParts(parts)),
        ...(schema !== undefined && { answer: answer.json }),
      }
      const settled = settleAnswer(shown, {
        startedAt: options.startedAt,
        keptIds: [EXAMPLE_REQUEST_ID],
        drawn: options.drawn,
      })
      examples.push({ key, summary, ...(settled as typeof shown), status: answer.status })
    },
  }
}

const shownParts = ({ params, query, body }: ExampleParts) => ({
  params,
  query,
  ...(body !== undefined && { body }),
})

function codeOf(json: unknown): string | undefined {
  const code = (json as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : undefined
}
