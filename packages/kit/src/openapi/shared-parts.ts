import type { ErrorRegistry } from '../errors/define-errors.ts'
import { TRANSPORT_ERRORS } from '../http/implied-errors.ts'
import { wireCode, type ErrorFormat } from '../http/problem.ts'
import type { ComponentSchemas } from './component-schemas.ts'
import type { ExampleObject, HeaderObject, Reference, ResponseObject } from './openapi-types.ts'

/** Headers that many answers carry. */
export const sharedHeaders = {
  'X-Request-Id': {
    description:
      'Identifies this request in the log. A caller may send its own, 8 to 64 of A-Z a-z 0-9 . _ -',
    schema: { type: 'string' },
  },
  RateLimit: {
    description:
      'What is left: `"public";r=97;t=60` admits 97 more requests in the 60 seconds until the quota is back.',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': {
    description: 'The limit: `"public";q=100;w=60` admits 100 requests in 60 seconds.',
    schema: { type: 'string' },
  },
  ETag: {
    description:
      'Identifies this answer: sent back in `If-None-Match`, it is answered 304 until something changed.',
    schema: { type: 'string' },
  },
  'Cache-Control': { description: 'Who may keep the answer, and how long.', schema: { type: 'string' } },
  'Retry-After': {
    description: 'Seconds to wait before the request is sent again.',
    schema: { type: 'integer', minimum: 0 },
  },
  'Idempotency-Replayed': {
    description: 'Always `true`: this is the answer to an earlier request with the same `Idempotency-Key`.',
    schema: { type: 'string' },
  },
  'API-Version': { description: 'The version in which this is answered.', schema: { type: 'string' } },
  Deprecation: {
    description:
      'What was asked for is deprecated: `@1795219200`, since when, in seconds of Unix time (RFC 9745). Also for an operation that has changed since the version that was asked for.',
    schema: { type: 'string' },
  },
  Sunset: { description: 'When it ends (RFC 8594).', schema: { type: 'string' } },
  Link: {
    description: 'With `rel="deprecation"`: where it is explained what changed and what to do.',
    schema: { type: 'string' },
  },
  'WWW-Authenticate': { description: 'Always `Bearer`.', schema: { type: 'string' } },
} satisfies Record<string, HeaderObject>

export const header = (name: keyof typeof sharedHeaders): Reference => ({
  $ref: `#/components/headers/${name}`,
})

/** What a response with these codes means, a clause each. */
export function describeCodes(
  codes: readonly string[],
  errors: ErrorRegistry,
  errorFormat: ErrorFormat,
): string {
  return codes.map((code) => `${errors.get(code)!.title} (\`${wireCode(errorFormat, code)}\`)`).join('; ')
}

/** The answers that any operation may give for reasons of the server, by status. */
export const SHARED_RESPONSES = { 500: 'InternalError', 503: 'Unavailable' } as const

/** Request id of every example. */
export const EXAMPLE_REQUEST_ID = '0198c0de-0000-7000-8000-000000000001'

/** The responses behind `SHARED_RESPONSES`, with an example of each code. */
export function sharedResponses(
  errors: ErrorRegistry,
  errorFormat: ErrorFormat,
  schemas: ComponentSchemas,
): Record<string, ResponseObject> {
  const responses: Record<string, ResponseObject> = {
    NotModified: {
      description: 'What `If-None-Match` names is still current; there is no body',
      headers: { ETag: header('ETag'), 'Cache-Control': header('Cache-Control') },
    },
  }
  for (const [status, name] of Object.entries(SHARED_RESPONSES)) {
    const codes = transportCodes(Number(status), errors)
    const schema = schemas.refer(errorFormat.schema, 'output')
    responses[name] = {
      description: describeCodes(codes, errors, errorFormat),
      headers: {
        'X-Request-Id': header('X-Request-Id'),
        ...(status === '503' && { 'Retry-After': header('Retry-After') }),
      },
      content: {
        [errorFormat.contentType]: {
          schema: {
            ...schema,
            properties: { code: { enum: codes.map((code) => wireCode(errorFormat, code)) } },
          },
          examples: Object.fromEntries(codes.map((code) => [code, faultReference(code)])),
        },
      },
    }
  }
  return responses
}

/** The transport's codes of a status, as far as the app has them. */
export const transportCodes = (status: number, errors: ErrorRegistry): string[] =>
  TRANSPORT_ERRORS.filter((code) => errors.get(code)?.status === status)

export const faultReference = (code: string): Reference => ({ $ref: `#/components/examples/${code}` })

/** An example of each fault that any operation may answer, by code. */
export const sharedFaults = (
  errors: ErrorRegistry,
  errorFormat: ErrorFormat,
): Record<string, ExampleObject> =>
  Object.fromEntries(
    Object.keys(SHARED_RESPONSES)
      .flatMap((status) => transportCodes(Number(status), errors))
      .map((code) => [code, faultExample(code, errors, errorFormat)]),
  )

/** The example of a fault of the server: no request causes it, so it is made by the format alone. */
export function faultExample(code: string, errors: ErrorRegistry, { render }: ErrorFormat): ExampleObject {
  const { status, title, detail, retryable = false } = errors.get(code)!
  if (typeof detail !== 'string') throw new Error(`the detail of ${code} must not depend on the request`)
  const problem = { code, status, title, detail, retryable, fields: [], requestId: EXAMPLE_REQUEST_ID }
  return { summary: title, value: render(problem) }
}
