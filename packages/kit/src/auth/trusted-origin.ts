import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether the page that made a request may use the browser's cookies to change something: a page of this very origin, or
 * of a configured one. Browsers add both headers and scripts cannot forge them. A request with neither is not trusted:
 * what is not a browser can send a bearer token.
 */
export function isTrustedOrigin(headers: IncomingHttpHeaders, allowedOrigins: readonly string[]): boolean {
  if (headers['sec-fetch-site'] === 'same-origin') return true
  return headers.origin !== undefined && allowedOrigins.includes(headers.origin)
}
