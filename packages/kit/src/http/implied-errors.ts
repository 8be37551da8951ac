import type { Endpoint } from './endpoint.ts'

/** Codes that any answer may carry, whatever the endpoint. */
export const TRANSPORT_ERRORS = [
  'request.bad_url',
  'request.malformed',
  'request.head_too_large',
  'request.too_slow',
  'request.timed_out',
  'server.internal_error',
  'database.unavailable',
  'database.overloaded',
] as const

/** Codes that follow from what an endpoint declares: its permission, limit, method and schemas. */
export function impliedErrors(endpoint: Endpoint): string[] {
  const { permission, limit, method, params, query, body, streams } = endpoint
  const codes: string[] = []
  if (permission !== 'public' && permission !== 'optional') codes.push('auth.required')
  if (permission.includes('.')) codes.push('auth.forbidden')
  // A body is read whenever one is sent, also where none is expected.
  const reads = method !== 'GET'
  const parses = reads && (streams === undefined || body !== undefined)
  if (parses || (params ?? query)) codes.push('request.invalid')
  if (parses) codes.push('request.too_large')
  if (reads) codes.push('request.unsupported_media_type')
  if (limit !== 'none') codes.push('limit.exceeded')
  if (endpoint.ifMatch) codes.push('request.precondition_failed')
  return codes
}

/** Every code an endpoint answers for reasons of its own, in the order a request meets them. */
export function errorsOf(endpoint: Endpoint): string[] {
  return [...new Set([...impliedErrors(endpoint), ...(endpoint.errors ?? [])])]
}
