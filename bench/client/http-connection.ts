import { connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'

/** An answer that has arrived in full. */
export interface HttpAnswer {
  status: number
  /** Bytes of the body as sent. */
  bytes: number
  /** The body, decompressed. */
  text: () => string
}

/** A connection that is kept, with one request under way at a time. */
export interface HttpConnection {
  /** Sends a request made by `requestBytes`. Rejects when the server hangs up or is silent for `timeoutMs`. */
  send: (request: Buffer) => Promise<HttpAnswer>
  /** False once the server has hung up, as it does on connections that nobody uses for a while. */
  isOpen: () => boolean
  close: () => void
}

export interface RequestParts {
  method?: string
  path: string
  token?: string
  /** Sent as JSON. */
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

/** A request to this machine as it goes over the wire: made once, sent often. */
export function requestBytes({ method = 'GET', path, token, body, headers = {} }: RequestParts): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body)
  const fields: Record<string, string> = { host: 'localhost', accept: 'application/json', ...headers }
  if (token !== undefined) fields['authorization'] = `Bearer ${token}`
  if (body !== undefined) {
    fields['content-type'] = 'application/json'
    fields['content-length'] = String(Buffer.byteLength(text))
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${text}`)
}

/**
 * Opens a connection to a port of this machine. It does no more than measuring needs, so that what is measured is the server:
 * HTTP/1.1, bodies with a length or in chunks.
 */
export function openConnection(port: number, { timeoutMs = 30_000 } = {}): Promise<HttpConnection> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpConnection>()
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | undefined
  let reader = createAnswerReader()
  const fail = (error: Error) => {
    reject(error)
    waiting?.reject(error)
    waiting = undefined
  }
  socket.on('connect', () =>
    resolve({ send, isOpen: () => !socket.destroyed, close: () => void socket.destroy() }),
  )
  socket.on('data', (data: Buffer) => {
    const answer = reader(data)
    if (!answer) return
    reader = createAnswerReader()
    const { resolve: done } = waiting!
    waiting = undefined
    done(answer)
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  // Between requests it may be silent for as long as it likes.
  socket.setTimeout(timeoutMs, () => {
    if (waiting) socket.destroy(new Error(`no answer within ${timeoutMs} ms`))
  })
  const send = (request: Buffer) =>
    new Promise<HttpAnswer>((resolve, reject) => {
      if (socket.destroyed) return reject(new Error('the server closed the connection'))
      waiting = { resolve, reject }
      write(socket, request)
    })
  return promise
}

const write = (socket: Socket, request: Buffer): void => void socket.write(request)

/** Takes what arrives, and gives the answer with its last byte. */
function createAnswerReader(): (data: Buffer) => HttpAnswer | undefined {
  let head: Head | undefined
  let parts: Buffer[] = []
  let bytes = 0
  return (data) => {
    parts.push(data)
    bytes += data.length
    if (!head) {
      const whole = parts.length === 1 ? data : Buffer.concat(parts)
      const end = whole.indexOf('\r\n\r\n')
      if (end === -1) return undefined
      head = readHead(whole.toString('latin1', 0, end + 2))
      const body = whole.subarray(end + 4)
      parts = [body]
      bytes = body.length
    }
    const { status, length, coding } = head
    if (length !== undefined) {
      if (bytes < length) return undefined
      return { status, bytes, text: () => decode(parts, coding) }
    }
    const chunks = readChunks(Buffer.concat(parts))
    if (!chunks) return undefined
    return { status, bytes, text: () => decode(chunks, coding) }
  }
}

const LENGTH = /\r\ncontent-length: *(\d+)\r\n/i
const CHUNKED = /\r\ntransfer-encoding: *chunked\r\n/i
const CODING = /\r\ncontent-encoding: *(\w+)\r\n/i

interface Head {
  status: number
  /** Bytes of the body; undefined when it comes in chunks. */
  length: number | undefined
  coding: string | undefined
}

function readHead(head: string): Head {
  const status = Number(head.slice(9, 12))
  const coding = CODING.exec(head)?.[1]
  if (status === 204 || status === 304) return { status, coding, length: 0 }
  const length = LENGTH.exec(head)?.[1]
  if (length !== undefined) return { status, coding, length: Number(length) }
  return { status, coding, length: CHUNKED.test(head) ? undefined : 0 }
}

const decoders: Record<string, (body: Buffer) => Buffer> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
}

function decode(parts: readonly Buffer[], coding: string | undefined): string {
  const body = Buffer.concat(parts)
  return (coding === undefined ? body : decoders[coding]!(body)).toString()
}

/** The chunks of a body, once the last is there. */
function readChunks(body: Buffer): Buffer[] | undefined {
  const chunks: Buffer[] = []
  for (let at = 0; ;) {
    const lineEnd = body.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16)
    const end = lineEnd + 2 + size
    if (body.length < end + 2) return undefined
    if (size === 0) return chunks
    chunks.push(body.subarray(lineEnd + 2, end))
    at = end + 2
  }
}
