import { z } from 'zod'
import { AppError, type FieldError } from '../errors/app-error.ts'
import type { Endpoint } from './endpoint.ts'
import { fail } from './errors.ts'

/** An error on its way to the caller, before it takes a product's shape. */
export interface Problem {
  code: string
  status: number
  title: string
  detail: string
  retryable: boolean
  fields: readonly FieldError[]
  requestId: string
}

/** How a product writes its errors: one shape for every answer that is not a success. */
export interface ErrorFormat {
  contentType: string
  schema: z.ZodType
  render: (problem: Problem) => unknown
  /** How a code is spelled in its answers, where that is not as features define it. */
  codeOnWire?: (code: string) => string
}

/** A code as callers of this product read it. */
export const wireCode = ({ codeOnWire }: Pick<ErrorFormat, 'codeOnWire'>, code: string): string =>
  codeOnWire?.(code) ?? code

/** The body of an error answer. */
export function renderProblem({ render }: ErrorFormat, error: AppError, requestId: string): unknown {
  const { code, status, title, message: detail, retryable, fields } = error
  return render({ code, status, title, detail, retryable, fields, requestId })
}

const FieldProblem = z.object({
  pointer: z
    .string()
    .optional()
    .meta({ description: 'JSON Pointer (RFC 6901) into the body, as a fragment.' }),
  parameter: z.string().optional().meta({ description: 'Name of the query or path parameter.' }),
  code: z.string(),
  detail: z.string(),
})

const escapePointer = (part: string | number) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')

/** Problem details for HTTP APIs (RFC 9457). `docsUrl` is the page that explains every code. */
export function problemDetails(docsUrl: string): ErrorFormat {
  return {
    contentType: 'application/problem+json',
    schema: z
      .object({
        type: z.string(),
        title: z.string(),
        status: z.int(),
        detail: z.string(),
        instance: z.string(),
        code: z.string(),
        request_id: z.string(),
        retryable: z.boolean(),
        errors: z.array(FieldProblem).optional(),
      })
      .meta({ id: 'Problem' }),
    render: ({ code, status, title, detail, retryable, fields, requestId }) => ({
      type: `${docsUrl}#${code}`,
      title,
      status,
      detail,
      instance: `urn:request:${requestId}`,
      code,
      request_id: requestId,
      retryable,
      ...(fields.length > 0 && { errors: fields.map(toFieldProblem) }),
    }),
  }
}

function toFieldProblem({ in: place, path, code, detail }: FieldError) {
  if (place === 'body')
    return { pointer: `#${path.map((part) => `/${escapePointer(part)}`).join('')}`, code, detail }
  return { parameter: path.join('.'), code, detail }
}

interface FrameworkError {
  code?: string
  statusCode?: number
}

/**
 * Maps whatever was thrown to an error of the registry. What is not known becomes an internal error that tells nothing. `endpoint` is
 * the one that was asked, if any.
 */
export function toAppError(error: unknown, endpoint?: Pick<Endpoint, 'body' | 'streams'>): AppError {
  if (error instanceof AppError) return error
  const { code, statusCode } = (error ?? {}) as FrameworkError
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return fail('request.too_large')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_ROUTE_MISSING_CONTENT_TYPE':
      return unsupportedMediaType(endpoint)
    case 'FST_ERR_BAD_URL':
      return fail('request.bad_url')
    // The disk is full, or the share of it that this user may take.
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('server.out_of_space', undefined, { headers: { 'retry-after': '60' }, cause: error })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return malformedBody()
  }
  // The caller went away while its body was read: nobody hears this answer, and it is no fault of ours.
  if (statusCode === 400 && code === 'ECONNRESET') return fail('request.malformed')
  if (statusCode === 400 && (error instanceof SyntaxError || code === undefined)) return malformedBody()
  return fail('server.internal_error', undefined, { cause: error })
}

/** The 415 that says, also for programs (RFC 9110, 15.5.16), which types are read. Whoever reads nothing takes JSON all the same. */
function unsupportedMediaType({ body, streams }: Pick<Endpoint, 'body' | 'streams'> = {}): AppError {
  const types = streams === undefined || body ? ['application/json'] : []
  if (streams !== undefined) types.push(streams)
  const headers = { accept: types.join(', ') }
  return fail('request.unsupported_media_type', { types: types.join(' or ') }, { headers })
}

/** The 422 for a body that is no JSON. */
export function malformedBody(): AppError {
  const detail = 'The body is not valid JSON.'
  return fail(
    'request.invalid',
    { summary: detail },
    { fields: [{ in: 'body', path: [], code: 'malformed', detail }] },
  )
}
