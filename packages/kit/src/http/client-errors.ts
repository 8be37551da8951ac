import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { AppError } from '../errors/app-error.ts'
import { fail } from './errors.ts'
import { renderProblem, type ErrorFormat } from './problem.ts'

interface ConnectionFault extends Error {
  code: string
}

/**
 * Answers what is not HTTP, has too large a head or does not arrive in time, and closes the connection: in the shape of the
 * app although no request was made of it.
 */
export function answerClientErrors(errorFormat: ErrorFormat, headers: Readonly<Record<string, string>>) {
  const write = writeError(errorFormat, headers)
  return ({ code }: ConnectionFault, socket: Socket): void => {
    if (code !== 'ECONNRESET' && socket.writable) socket.write(write(errorOf(code)))
    socket.destroy()
  }
}

/** Writes an error as the whole answer on a connection that ends with it, in the shape of the app, for what no route is asked for. */
export const writeError =
  (errorFormat: ErrorFormat, headers: Readonly<Record<string, string>>) =>
  (error: AppError): string => {
    const requestId = randomUUID()
    const body = JSON.stringify(renderProblem(errorFormat, error, requestId))
    const fields = {
      ...headers,
      ...error.headers,
      'x-request-id': requestId,
      'content-type': `${errorFormat.contentType}; charset=utf-8`,
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      connection: 'close',
    }
    const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
    return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${head.join('')}\r\n${body}`
  }

function errorOf(code: string) {
  if (code === 'HPE_HEADER_OVERFLOW') return fail('request.head_too_large')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return fail('request.too_slow')
  return fail('request.malformed')
}
