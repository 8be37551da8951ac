import type { Endpoint } from './endpoint.ts'

/** Codes that any answer may carry, whatever the endpoint. */
export const TRANSPORT_ERRORS = [
  'request.bad_url',
  'request.timed_out',
  'server.internal_error',
  'server.stopping',
  'database.unavailable',
  'database.overloaded',
] as const

/** Codes that follow from what an endpoint declares: its permission, limit and schemas. */
export function impliedErrors({ permission, limit, params, query, body, streams }: Endpoint): string[] {
  const codes: string[] = []
  if (permission !== 'public' && permission !== 'optional') codes.push('auth.required')
  if (permission.includes('.')) codes.push('auth.forbidden')
  if (params ?? query ?? body ?? streams) codes.push('request.invalid')
  if (body ?? streams) codes.push('request.too_large', 'request.unsupported_media_type')
  if (limit !== 'none') codes.push('limit.exceeded')
  return codes
}

/** Every code an endpoint answers for reasons of its own, in the order a request meets them. */
export function errorsOf(endpoint: Endpoint): string[] {
  return [...new Set([...impliedErrors(endpoint), ...(endpoint.errors ?? [])])]
}
