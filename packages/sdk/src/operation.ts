/** What is sent along with a call, beside its input. */
export interface CallOptions {
  /** Ends the call, also while it waits to try again. */
  signal?: AbortSignal
  /** How long one attempt may take, instead of what the client was made with. */
  timeoutMs?: number
  /** Fields of this request, such as `If-Match`. */
  headers?: Readonly<Record<string, string>>
  /** Hears of the answer that is returned: its status, and fields such as `ETag` or `X-Total-Count`. */
  onAnswer?: (answer: Pick<Response, 'status' | 'headers'>) => void
}

/** An operation of the API document, as data. */
export interface Operation<Code extends string = string> {
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Parameters as `{name}`. */
  path: string
  /** How the body is sent; absent when there is none. */
  body?: 'json' | 'form' | 'text'
  /** The field of the answer that holds the items of a page. */
  items?: string
  /** Whether it takes an `Idempotency-Key`, with which it may be repeated. */
  takesKey?: true
  /** Codes that the contract names. */
  errors: readonly Code[]
}

/** The parts of a request, as far as an operation has them. */
export interface Input {
  params?: object
  query?: object
  body?: unknown
}
