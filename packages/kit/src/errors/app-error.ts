/** One invalid input, addressed the way the caller sent it. */
export interface FieldError {
  /** Where the value stood in the request. */
  in: 'body' | 'query' | 'path' | 'header'
  /** Path to the value, outermost name first; empty for the whole body. */
  path: readonly (string | number)[]
  /** Stable reason, such as `too_small` or `invalid_type`. */
  code: string
  /** What is wrong and what is accepted. Never contains the rejected value. */
  detail: string
}

export interface AppErrorOptions {
  detail: string
  fields?: readonly FieldError[]
  headers?: Readonly<Record<string, string>>
  cause?: unknown
}

/** A broken rule that the caller is told about: a registered code with the status and text that go with it. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: string
  readonly status: number
  readonly title: string
  readonly retryable: boolean
  readonly fields: readonly FieldError[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: string,
    definition: { status: number; title: string; retryable?: boolean },
    options: AppErrorOptions,
  ) {
    super(options.detail, { cause: options.cause })
    this.code = code
    this.status = definition.status
    this.title = definition.title
    this.retryable = definition.retryable ?? false
    this.fields = options.fields ?? []
    this.headers = options.headers ?? {}
  }
}
