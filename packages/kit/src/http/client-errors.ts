import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
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
  return ({ code }: ConnectionFault, socket: Socket): void => {
    if (code !== 'ECONNRESET' && socket.writable) socket.write(answerTo(code, errorFormat, headers))
    socket.destroy()
  }
}

function answerTo(code: string, errorFormat: ErrorFormat, headers: Readonly<Record<string, string>>): string {
  const error = errorOf(code)
  const requestId = randomUUID()
  const body = JSON.stringify(renderProblem(errorFormat, error, requestId))
  const fields = {
    ...headers,
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
