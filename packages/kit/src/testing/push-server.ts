import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import {
  constants,
  createSecureServer,
  createServer as createHttp2Server,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
  type OutgoingHttpHeaders,
} from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { createTestCertificate } from './certificate.ts'

/** Of every push server that tests start. */
export const pushCertificate = createTestCertificate()

/** A push as the server got it. */
export interface ReceivedPush {
  path: string
  headers: Record<string, string>
  body: Buffer
  /** Which connection it came on, counted from 1. */
  connection: number
  /** What it was answered; undefined while it is not. */
  status?: number
}

/** What the server does with a push. */
export type PushBehaviour =
  | { status: number; headers?: Record<string, string>; body?: string | object }
  /** Never answers. */
  | 'silence'
  /** Resets the stream, on HTTP/1.1 the connection. */
  | 'reset'
  /** Refuses the stream: nothing was done with the push. HTTP/2 only. */
  | 'refuse'
  /** Says good-bye to the connection and leaves this push unanswered. HTTP/2 only. */
  | 'good-bye'
  /** Says that the connection ends by an error. HTTP/2 only. */
  | 'good-bye with an error'
  /** Answers this push, and ends the connection. HTTP/2 only. */
  | 'answer and good-bye'
  /** Cuts the connection before it answers. */
  | 'cut'
  /** Cuts the connection in the middle of an answer with this status. */
  | { cutAfterHeaders: number }
  /** Answers when `answer` is called. */
  | 'slow'

/** `tls`: HTTP/2 and HTTP/1.1, by the certificate above. `h2c` and `http`: one of the two, without encryption. */
export type PushProtocol = 'tls' | 'h2c' | 'http'

/** A provider that pushes to nobody: it keeps what it is sent, and fails as tests say. On a free port of this machine. */
export interface PushServer {
  origin: string
  port: number
  received: ReceivedPush[]
  /** What it does with the next pushes, one after the other; after them it takes all. */
  next(...behaviours: PushBehaviour[]): void
  /** What it does with every push after those; undefined has it take all. */
  always(behaviour: PushBehaviour | undefined): void
  /** Resolves when it has got `count` pushes since it was started. */
  waitFor(count: number): Promise<void>
  /** Answers a push that is slow to be answered. @returns whether there was one. */
  answer(status: number): boolean
  /** Resolves when it has been pinged `count` times since it was started. */
  waitForPings(count: number): Promise<void>
  /** Connections it has had. */
  connections(): number
  /** Ends every connection and refuses new ones, until `start`. */
  stop(): Promise<void>
  start(): Promise<void>
}

/** Starts one that takes pushes with this status. */
export async function startPushServer(
  takenStatus = 200,
  protocol: PushProtocol = 'tls',
): Promise<PushServer> {
  const server = serverOf(protocol)
  const behaviours: PushBehaviour[] = []
  const received: ReceivedPush[] = []
  const arrivals = new Set<() => void>()
  const sockets = new Set<Socket>()
  const numbers = new WeakMap<Socket, number>()
  const slow: ((status: number) => void)[] = []
  let usual: PushBehaviour | undefined
  let connections = 0
  let pings = 0
  let port = 0

  const arrived = () => {
    for (const look of arrivals) look()
  }
  const until = (isReached: () => boolean) => {
    const reached = Promise.withResolvers<void>()
    const look = () => {
      if (!isReached()) return
      arrivals.delete(look)
      reached.resolve()
    }
    arrivals.add(look)
    look()
    return reached.promise
  }

  server.on(protocol === 'tls' ? 'secureConnection' : 'connection', (socket: Socket) => {
    sockets.add(socket)
    numbers.set(socket, ++connections)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('session', (session) => {
    session.on('error', () => {})
    session.on('ping', () => {
      pings++
      arrived()
    })
  })
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const { session } = request.stream ?? {}
    const socket = socketOf(request, sockets)
    // Cut connections are part of the trade.
    request.on('error', () => {})
    response.on('error', () => {})
    request.stream?.on('error', () => {})
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const { url: path, headers } = request
      const body = Buffer.concat(chunks)
      const connection = (socket && numbers.get(socket)) ?? 0
      const push: ReceivedPush = { path, headers: headers as Record<string, string>, body, connection }
      received.push(push)
      const answer = (status: number, sent: OutgoingHttpHeaders = {}) => {
        push.status = status
        return response.writeHead(status, sent)
      }
      const behaviour = behaviours.shift() ?? usual ?? { status: takenStatus }
      behave(behaviour, { request, answer, session, socket })
      arrived()
    })
  })

  const behave = (behaviour: PushBehaviour, { request, answer, session, socket }: Pushing) => {
    if (typeof behaviour === 'object') {
      if ('cutAfterHeaders' in behaviour) {
        answer(behaviour.cutAfterHeaders, { 'content-length': '100' }).write('{')
        return void setImmediate(() => socket?.destroy())
      }
      const { status, headers = {}, body = '' } = behaviour
      return void answer(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    if (behaviour === 'slow') return void slow.push((status) => answer(status).end())
    if (behaviour === 'cut') return void socket?.destroy()
    if (behaviour === 'reset' && session === undefined) return void socket?.destroy()
    if (behaviour === 'reset') return request.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
    if (behaviour === 'refuse') return request.stream.close(constants.NGHTTP2_REFUSED_STREAM)
    const reason = Buffer.from('{"reason":"Shutdown"}')
    if (behaviour === 'good-bye')
      return session?.goaway(constants.NGHTTP2_NO_ERROR, (request.stream.id ?? 1) - 2, reason)
    if (behaviour === 'good-bye with an error')
      return session?.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, request.stream.id, reason)
    if (behaviour === 'answer and good-bye') {
      session?.goaway(constants.NGHTTP2_NO_ERROR, request.stream.id, reason)
      answer(takenStatus).end()
    }
  }

  const pushServer: PushServer = {
    origin: '',
    port: 0,
    received,
    next: (...more) => void behaviours.push(...more),
    waitFor: (count) => until(() => received.length >= count),
    waitForPings: (count) => until(() => pings >= count),
    always: (behaviour) => void (usual = behaviour),
    answer: (status) => {
      const next = slow.shift()
      next?.(status)
      return next !== undefined
    },
    connections: () => connections,
    stop: async () => {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
    start: async () => {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as AddressInfo).port
    },
  }
  await pushServer.start()
  return Object.assign(pushServer, {
    port,
    origin: `${protocol === 'tls' ? 'https' : 'http'}://127.0.0.1:${port}`,
  })
}

/** A push that is to be answered. */
interface Pushing {
  request: Http2ServerRequest
  answer: (status: number, headers?: OutgoingHttpHeaders) => Http2ServerResponse
  session: Http2Session | undefined
  socket: Socket | undefined
}

function serverOf(protocol: PushProtocol): Http2Server {
  const { key, cert } = pushCertificate
  if (protocol === 'tls') return createSecureServer({ key, cert, allowHTTP1: true })
  // Requests and answers of both have what is used of them here.
  return protocol === 'h2c' ? createHttp2Server() : (createHttpServer() as unknown as Http2Server)
}

/** The connection a request came on, unless it has ended: that of HTTP/2 shows itself only by its port. */
function socketOf(request: Http2ServerRequest, sockets: ReadonlySet<Socket>): Socket | undefined {
  const { remotePort } = request.socket
  return [...sockets].find((socket) => socket.remotePort === remotePort)
}
