import type { AppError } from '../errors/app-error.ts'
import { defineErrors } from '../errors/define-errors.ts'

/** Every answer to an upgrade that opens no socket. With 429 and 503 comes `Retry-After`. */
export const liveErrors = defineErrors({
  'live.unknown_path': {
    status: 404,
    title: 'No sockets here',
    detail: 'No sockets are opened at this path.',
    advice: 'Connect at a path that the documentation of live connections names.',
  },
  'live.foreign_origin': {
    status: 403,
    title: 'Foreign origin',
    detail: 'Pages of this origin may not connect.',
    advice:
      'Connect from a page of the service, or have the origin added to CORS_ORIGINS. Programs send no Origin.',
  },
  'live.too_many_sockets': {
    status: 429,
    title: 'Too many sockets',
    detail: 'The address has as many sockets open as one may have.',
    advice: 'Close sockets that are not needed, wait for the seconds named in Retry-After and connect again.',
    retryable: true,
  },
  'live.connecting_too_fast': {
    status: 429,
    title: 'Connecting too fast',
    detail: 'The address has opened too many sockets in a short time.',
    advice: 'Wait for the seconds named in Retry-After and connect again, after growing pauses.',
    retryable: true,
  },
  'live.malformed_handshake': {
    status: 400,
    title: 'Malformed handshake',
    detail: 'The upgrade is no handshake of WebSocket version 13.',
    advice:
      'Connect with a client that speaks WebSocket (RFC 6455): GET with Sec-WebSocket-Key and Sec-WebSocket-Version.',
  },
  'live.full': {
    status: 503,
    title: 'Full',
    detail: 'The process has as many sockets open as it takes.',
    advice: 'Wait for the seconds named in Retry-After and connect again.',
    retryable: true,
  },
  'live.stopping': {
    status: 503,
    title: 'Stopping',
    detail: 'The process is stopping.',
    advice: 'Wait for the seconds named in Retry-After and connect again: another process answers then.',
    retryable: true,
  },
})

type Code = keyof (typeof liveErrors)['definitions'] & string

/** Why an upgrade is answered with something else, as metrics name it, and the error that is answered. */
const refusals = {
  path: 'live.unknown_path',
  origin: 'live.foreign_origin',
  address: 'live.too_many_sockets',
  rate: 'live.connecting_too_fast',
  handshake: 'live.malformed_handshake',
  full: 'live.full',
  stopping: 'live.stopping',
} as const satisfies Record<string, Code>

export type Refusal = keyof typeof refusals

const RETRY_AFTER_S = 5

/** The error that an upgrade is refused with. */
export function errorOf(refusal: Refusal, retryAfterS = RETRY_AFTER_S): AppError {
  const code = refusals[refusal]
  const { status } = liveErrors.definitions[code]
  const headers: Record<string, string> = {}
  if (status === 429 || status === 503) headers['retry-after'] = String(retryAfterS)
  if (refusal === 'handshake') headers['sec-websocket-version'] = '13'
  return liveErrors.fail(code, undefined, { headers })
}
