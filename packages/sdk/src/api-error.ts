/** One invalid input, addressed the way the caller sent it. */
export interface InvalidField {
  in: 'body' | 'query' | 'path' | 'header'
  /** Outermost name first; empty for the whole body. */
  path: readonly (string | number)[]
  /** Stable reason, such as `too_small` or `missing`. */
  code: string
  /** What is accepted instead. */
  detail: string
}

/** What is known of an answer that was an error. */
export interface ApiErrorFacts<Code extends string = string> {
  /** Operation that was called, such as `poses.get`. */
  operation: string
  status: number
  code: Code
  /** For a person to read. */
  detail: string
  /** Leads to the request in the server's log. */
  requestId: string | undefined
  fields: readonly InvalidField[]
  /** Seconds to wait before the request is sent again, when the server says so. */
  retryAfterS: number | undefined
}

/** The server's answer was an error. `code` is stable; `isErrorOf` narrows it to the codes of an operation. */
export class ApiError<Code extends string = string> extends Error implements ApiErrorFacts<Code> {
  override readonly name = 'ApiError'
  readonly operation: string
  readonly status: number
  readonly code: Code
  readonly detail: string
  readonly requestId: string | undefined
  readonly fields: readonly InvalidField[]
  readonly retryAfterS: number | undefined

  constructor(facts: ApiErrorFacts<Code>) {
    super(`${facts.operation} answered ${facts.status} ${facts.code}: ${facts.detail}`)
    this.operation = facts.operation
    this.status = facts.status
    this.code = facts.code
    this.detail = facts.detail
    this.requestId = facts.requestId
    this.fields = facts.fields
    this.retryAfterS = facts.retryAfterS
  }
}

/** No answer came: the network failed, or the time ran out. Whether the server did what was asked is not known. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
}

/** Whether a call of this method failed for one of the reasons that its contract names. */
export function isErrorOf<Code extends string>(
  method: { readonly errors: readonly Code[] },
  error: unknown,
): error is ApiError<Code> {
  return error instanceof ApiError && method.errors.includes(error.code as Code)
}

/** What an error answer says, in the shape of problem details (RFC 9457) or of a product's envelope. */
export function readError(operation: string, response: Response, text: string): ApiError {
  const body = parse(text)
  const { code, detail, error, title, request_id: requestId, errors } = body
  const { status, statusText, headers } = response
  return new ApiError({
    operation,
    status,
    code: typeof code === 'string' ? code : `http.${status}`,
    detail: [detail, error, title, statusText].find(isText) ?? `Status ${status}`,
    requestId: isText(requestId) ? requestId : (headers.get('x-request-id') ?? undefined),
    fields: Array.isArray(errors) ? errors.map(toField) : [],
    retryAfterS: retryAfterOf(headers),
  })
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

function parse(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    // A proxy before the server answers pages.
    return {}
  }
}

interface ErrorEntry {
  loc?: (string | number)[]
  msg?: string
  type?: string
  pointer?: string
  parameter?: string
  code?: string
  detail?: string
}

function toField({ loc, msg, type, pointer, parameter, code, detail }: ErrorEntry): InvalidField {
  const reason = { code: code ?? type ?? 'invalid', detail: detail ?? msg ?? '' }
  if (loc !== undefined) {
    const [place = 'body', ...path] = loc
    return { in: place as InvalidField['in'], path, ...reason }
  }
  if (parameter !== undefined) return { in: 'query', path: [parameter], ...reason }
  const parts = (pointer ?? '')
    .replace(/^#?\/?/, '')
    .split('/')
    .filter(Boolean)
  return {
    in: 'body',
    path: parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')),
    ...reason,
  }
}

/** `Retry-After` in seconds: a number of them, or the date until which to wait. */
function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  if (/^\d+$/.test(value)) return Number(value)
  const atMs = Date.parse(value)
  return Number.isNaN(atMs) ? undefined : Math.max(0, Math.ceil((atMs - Date.now()) / 1000))
}
