import type { Endpoint } from '../http/endpoint.ts'
import type { ErrorFormat } from '../http/problem.ts'
import type { SentAnswer } from './example-request.ts'

/** What only the inside of a server would say. */
const INTERNALS = [
  /\bat \S+ \(?(?:file:|node:|\/)/,
  /node_modules|node:internal|\.ts:\d+|\.js:\d+/,
  /\b(?:select|insert into|update|delete from)\b.+\b(?:from|values|set|where)\b/i,
  /syntax error at or near|violates .* constraint|relation "|column "|invalid byte sequence|out of range for type/,
  /\b(?:ECONN\w+|ENOENT|EACCES|ZodError|TypeError|RangeError|FST_ERR\w*|undefined is not)\b/,
]

/**
 * What is wrong with an answer to a request that may have been anything: a fault of the server, an error in another shape than
 * the app's, a word about the inside, a missing request id. Undefined when nothing is.
 */
export function judgeAnswer(
  { status, headers, text, json }: SentAnswer,
  errorFormat: ErrorFormat,
  endpoint?: Endpoint,
): string | undefined {
  if (status >= 500) return `a fault: ${status} ${text}`
  const requestId = headers['x-request-id']
  if (typeof requestId !== 'string' || requestId === '') return 'no request id in the header'
  if (status < 400) return undefined
  const own = endpoint?.responses[status]
  if (own !== undefined && own !== null && 'contentType' in own) return undefined
  if (!String(headers['content-type']).startsWith(errorFormat.contentType))
    return `an error of type ${String(headers['content-type'])}`
  const misfit = errorFormat.schema.safeParse(json).error
  if (misfit) return `an error of another shape: ${misfit.message} in ${text}`
  if (!text.includes(requestId)) return 'an error without the request id of its header'
  const leak = INTERNALS.find((pattern) => pattern.test(text))
  return leak && `a word about the inside (${leak}): ${text}`
}
