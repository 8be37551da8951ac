import { defineErrors } from '../errors/define-errors.ts'

/** Codes that follow from the transport: any endpoint may answer them. */
export const httpErrors = defineErrors({
  'request.invalid': {
    status: 422,
    title: 'Request validation failed',
    detail: ({ summary }: { summary: string }) => summary,
    advice: 'Correct the fields listed in `errors` and send the request again.',
  },
  'request.too_large': {
    status: 413,
    title: 'Request body too large',
    detail: 'The request body is larger than this endpoint accepts.',
    advice: 'Send a smaller body. The limit of each endpoint is in the API document.',
  },
  'request.unsupported_media_type': {
    status: 415,
    title: 'Unsupported media type',
    detail: ({ types }: { types: string }) =>
      `This endpoint does not read a body of that media type. Send ${types}, and name it in Content-Type.`,
    advice:
      'Send the body as one of the types that the `Accept` header of the answer names: mostly `application/json`.',
  },
  'request.precondition_failed': {
    status: 412,
    title: 'Changed meanwhile',
    detail: 'Somebody changed this since you read it: the entity tag in If-Match is no longer current.',
    advice: 'Read it again, apply your change to what is there now, and send the new entity tag.',
  },
  'request.unsupported_precondition': {
    status: 412,
    title: 'Precondition not supported',
    detail: ({ field }: { field: string }) =>
      `This operation does not compare what is there with ${field}. Nothing was changed.`,
    advice:
      'Send the request without that header. Operations whose changes can depend on what is there name `If-Match` in the API document.',
  },
  'request.malformed_key': {
    status: 400,
    title: 'Malformed key',
    detail: 'The Idempotency-Key is not a string of 1 to 255 characters.',
    advice:
      'Send a UUID, bare or in double quotes: visible ASCII, without commas, semicolons and backslashes when it is bare.',
  },
  'request.unknown_version': {
    status: 400,
    title: 'Unknown version',
    detail: ({ known }: { known: string }) => `The header API-Version names no version. There are: ${known}.`,
    advice: 'Send one of the versions of the API document, or no API-Version for the oldest.',
  },
  'request.bad_url': {
    status: 400,
    title: 'Malformed URL',
    detail: 'The path of the request cannot be decoded.',
    advice: 'Percent-encode the path as UTF-8.',
  },
  'request.malformed': {
    status: 400,
    title: 'Malformed request',
    detail: 'What was sent is not an HTTP request. The connection is closed.',
    advice: 'Use a client that speaks HTTP/1.1, and no encryption where none is offered.',
  },
  'request.malformed_host': {
    status: 400,
    title: 'Malformed host',
    detail: 'The request does not name its host in one valid Host field. The connection is closed.',
    advice:
      'Send `Host` once: the name or the address of the server, with its port when that is not the usual one.',
  },
  'request.head_too_large': {
    status: 431,
    title: 'Request head too large',
    detail: 'The address and the header fields of the request are larger than 16 KiB together.',
    advice: 'Send fewer or smaller header fields; cookies of other services often fill them.',
  },
  'request.too_slow': {
    status: 408,
    title: 'Request too slow',
    detail: 'The request did not arrive in time. The connection is closed.',
    advice: 'Send the request again, on a better line.',
    retryable: true,
  },
  'request.timed_out': {
    status: 503,
    title: 'Request timed out',
    detail: 'The request took too long and was given up.',
    advice: 'Send it again later. If it changed something, read the resource first.',
    retryable: true,
  },
  'route.gone': {
    status: 410,
    title: 'Gone',
    detail: 'This operation ended on the day that Sunset names.',
    advice: 'Use what has taken its place: the page that Link names says what that is.',
  },
  'route.not_found': {
    status: 404,
    title: 'Not found',
    detail: 'There is nothing at this path. The API document lists every path.',
    advice: 'Check the path and the version prefix against the API document.',
  },
  'route.method_not_allowed': {
    status: 405,
    title: 'Method not allowed',
    detail: 'This path does not answer that method; the Allow header lists those it does.',
    advice: 'Use one of the methods in the Allow header.',
  },
  'auth.required': {
    status: 401,
    title: 'Not authenticated',
    detail: 'Not authenticated. Send a valid access token as `Authorization: Bearer <token>`.',
    advice: 'Sign in again, or refresh the access token.',
  },
  'auth.forbidden': {
    status: 403,
    title: 'Not allowed',
    detail: 'Your account does not have the permission that this action needs.',
    advice: 'Ask an administrator for a role that includes the permission.',
  },
  'auth.out_of_scope': {
    status: 403,
    title: 'Outside the scopes of the key',
    detail:
      'The API key has not got the scope that this action needs, or the action is not open to API keys.',
    advice:
      'Make a key with the scope that the API document names for the operation, or sign in as a person.',
  },
  'limit.exceeded': {
    status: 429,
    title: 'Too many requests',
    detail: ({ seconds }: { seconds: number }) => `Too many requests. Try again in ${seconds} seconds.`,
    advice: 'Wait for the seconds named in Retry-After.',
    retryable: true,
  },
  'server.out_of_space': {
    status: 503,
    title: 'Out of space',
    detail: 'There is no room on the disk for this at the moment. Nothing was kept; try again later.',
    advice: 'Wait for the seconds named in Retry-After and send the same request again.',
    retryable: true,
  },
  'server.internal_error': {
    status: 500,
    title: 'Internal server error',
    detail: 'Something went wrong on our side. The request id leads to the cause in our log.',
    advice: 'Report the request id.',
  },
})

export const { fail } = httpErrors
