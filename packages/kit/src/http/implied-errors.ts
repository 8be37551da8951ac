import type { Endpoint } from './endpoint.ts'

/** Codes that any answer may carry, whatever the endpoint. */
export const TRANSPORT_ERRORS = [
  'request.bad_url',
  'request.unknown_version',
  'request.unsupported_precondition',
  'request.malformed',
  'request.malformed_host',
  'request.head_too_large',
  'request.too_slow',
  'request.timed_out',
  'server.internal_error',
  'server.out_of_space',
  'database.unavailable',
  'database.overloaded',
] as const

/** Codes that follow from what an endpoint declares: its permission, limit, method and schemas. */
export function impliedErrors(endpoint: Endpoint): string[] {
  const { permission, limit, method, params, query, body, streams, otherBodies } = endpoint
  const codes: string[] = []
  if (permission !== 'public' && permission !== 'optional') codes.push('auth.required')
  if (permission.includes('.')) codes.push('auth.forbidden')
  if (endpoint.scope !== undefined && permission !== 'public' && permission !== 'optional')
    codes.push('auth.out_of_scope')
  // A body is read whenever one is sent, also where none is expected.
  const reads = method !== 'GET'
  const parses = reads && (streams === undefined || body !== undefined)
  if (parses || (params ?? query)) codes.push('request.invalid')
  if (parses) codes.push('request.too_large')
  if (reads && otherBodies !== 'ignored') codes.push('request.unsupported_media_type')
  if (limit !== 'none' || permission !== 'public') codes.push('limit.exceeded')
  if (endpoint.deprecated?.sunset !== undefined) codes.push('route.gone')
  if (endpoint.ifMatch) codes.push('request.precondition_failed', 'request.unsupported_precondition')
  if (endpoint.idempotencyKey)
    codes.push('request.malformed_key', 'idempotency.in_progress', 'idempotency.key_reused')
  return codes
}

/** Every code an endpoint answers for reasons of its own, in the order a request meets them. */
export function errorsOf(endpoint: Endpoint): string[] {
  return [...new Set([...impliedErrors(endpoint), ...(endpoint.errors ?? [])])]
}
