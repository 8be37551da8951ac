import { STATUS_CODES } from 'node:http'
import type { ErrorRegistry } from '../errors/define-errors.ts'
import { cacheControlOf, isTagged } from '../http/cache-policy.ts'
import { schemaOf, successStatus, type Endpoint, type ResponseSpec } from '../http/endpoint.ts'
import { errorsOf, impliedErrors } from '../http/implied-errors.ts'
import { wireCode, type ErrorFormat } from '../http/problem.ts'
import type { JsonSchema } from '../http/wire-schema.ts'
import type { ComponentSchemas } from './component-schemas.ts'
import type { Examples, OperationObject, Reference, ResponseObject } from './openapi-types.ts'
import type { RecordedExample } from './recorded-example.ts'
import { describeCodes, faultReference, header, SHARED_RESPONSES, transportCodes } from './shared-parts.ts'

/** Codes that follow from a declaration and are met after the limit. */
const LATE = new Set([
  'limit.exceeded',
  'request.precondition_failed',
  'idempotency.in_progress',
  'idempotency.key_reused',
])

export interface ResponseContext {
  schemas: ComponentSchemas
  errors: ErrorRegistry
  errorFormat: ErrorFormat
  /** The value of an example, or a reference to it when several operations answer the same. */
  shareExample: (code: string, summary: string, value: unknown) => Examples[string]
}

/** Every answer of an endpoint: its successes, its errors by status, and those any operation may give. */
export function responsesOf(
  endpoint: Endpoint,
  recorded: readonly RecordedExample[],
  context: ResponseContext,
): OperationObject['responses'] {
  const responses: OperationObject['responses'] = {}
  for (const [status, spec] of Object.entries(endpoint.responses)) {
    const examples = recorded.filter((example) => example.status === Number(status))
    responses[status] = specifiedResponse(Number(status), spec, endpoint, examples, context)
  }
  if (isTagged(endpoint)) responses['304'] ??= { $ref: '#/components/responses/NotModified' }
  for (const [status, own] of codesByStatus(endpoint, context.errors)) {
    const examples = recorded.filter((example) => example.status === status)
    const codes = [...own, ...(status in SHARED_RESPONSES ? transportCodes(status, context.errors) : [])]
    responses[status] = errorResponse(codes, endpoint, examples, context)
  }
  for (const [status, name] of Object.entries(SHARED_RESPONSES)) {
    responses[status] ??= { $ref: `#/components/responses/${name}` }
  }
  return responses
}

function codesByStatus(endpoint: Endpoint, errors: ErrorRegistry): Map<number, string[]> {
  const codes = Map.groupBy(errorsOf(endpoint), (code) => errors.get(code)!.status)
  return new Map([...codes].toSorted(([a], [b]) => a - b))
}

function specifiedResponse(
  status: number,
  spec: ResponseSpec,
  endpoint: Endpoint,
  recorded: readonly RecordedExample[],
  { schemas }: ResponseContext,
): ResponseObject {
  const own = spec !== null && !('_zod' in spec) ? spec : undefined
  const headers = {
    ...commonHeaders(endpoint, true),
    ...(status === successStatus(endpoint) && validatorsOf(endpoint)),
    ...(endpoint.idempotencyKey && { 'Idempotency-Replayed': header('Idempotency-Replayed') }),
    ...describedHeaders(own?.headers),
  }
  const description = own?.description ?? STATUS_CODES[status]!
  const examples: Examples = {}
  for (const { key, summary, answer } of recorded) {
    examples[key] = { summary, ...(answer !== undefined && { value: answer }) }
  }
  const some = Object.keys(examples).length > 0 && { examples }
  if (spec !== null && 'contentType' in spec) {
    const { contentType, holds } = spec
    const schema = holds ? schemas.refer(holds, 'output') : schemaOfMedia(contentType)
    const media = { schema, ...some }
    return { description, headers, content: { [contentType]: media } }
  }
  const schema = schemaOf(spec)
  if (schema === undefined) return { description, headers }
  const media = { schema: schemas.refer(schema, 'output'), ...some }
  return { description, headers, content: { 'application/json': media } }
}

/** The schema of a body that is sent as it is. */
export function schemaOfMedia(contentType: string): JsonSchema {
  if (/^application\/json\b/.test(contentType)) return { type: 'object' }
  return contentType.startsWith('text/') || contentType.includes('xml')
    ? { type: 'string' }
    : { type: 'string', contentMediaType: contentType }
}

function errorResponse(
  codes: readonly string[],
  endpoint: Endpoint,
  recorded: readonly RecordedExample[],
  { schemas, errors, errorFormat, shareExample }: ResponseContext,
): ResponseObject {
  const { status } = errors.get(codes[0]!)!
  // Refusals that come before the limit is counted do not say what is left of it.
  const early = new Set(impliedErrors(endpoint))
  const counted = codes.some((code) => LATE.has(code) || !early.has(code))
  const examples: Examples = {}
  for (const { key, summary, answer } of recorded) examples[key] = shareExample(key, summary, answer)
  if (status in SHARED_RESPONSES)
    for (const code of transportCodes(status, errors)) examples[code] = faultReference(code)
  return {
    description: describeCodes(codes, errors, errorFormat),
    headers: {
      ...commonHeaders(endpoint, counted),
      ...(status === 401 && { 'WWW-Authenticate': header('WWW-Authenticate') }),
      ...((status === 429 || status === 503 || codes.includes('idempotency.in_progress')) && {
        'Retry-After': header('Retry-After'),
      }),
    },
    content: {
      [errorFormat.contentType]: {
        schema: {
          ...schemas.refer(errorFormat.schema, 'output'),
          properties: { code: { enum: codes.map((code) => wireCode(errorFormat, code)) } },
        },
        ...(Object.keys(examples).length > 0 && { examples }),
      },
    },
  }
}

function commonHeaders(
  { limit, versions, deprecated }: Endpoint,
  counted: boolean,
): Record<string, Reference> {
  const mayBeDeprecated = deprecated !== undefined || (versions?.former.length ?? 0) > 0
  return {
    'X-Request-Id': header('X-Request-Id'),
    ...(versions && { 'API-Version': header('API-Version') }),
    ...(mayBeDeprecated && { Deprecation: header('Deprecation'), Link: header('Link') }),
    ...(deprecated?.sunset !== undefined && { Sunset: header('Sunset') }),
    ...(counted &&
      limit !== 'none' && {
        RateLimit: header('RateLimit'),
        'RateLimit-Policy': header('RateLimit-Policy'),
      }),
  }
}

function validatorsOf(endpoint: Endpoint): Record<string, Reference> {
  const { known, unknown } = cacheControlOf(endpoint)
  return {
    ...(isTagged(endpoint) && { ETag: header('ETag') }),
    ...((known ?? unknown) !== undefined && { 'Cache-Control': header('Cache-Control') }),
  }
}

function describedHeaders(described: Readonly<Record<string, string>> = {}) {
  return Object.fromEntries(
    Object.entries(described).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' } },
    ]),
  )
}
