import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a receiver took. */
export interface Received {
  method: string
  url: string
  headers: IncomingHttpHeaders
  body: string
}

/** A server that keeps what it is sent: stands for a collector or another service outside. */
export interface HttpReceiver {
  url: string
  received: Received[]
  /** What it answers from now on; 200 with an empty object at first. */
  answer: { status: number; headers?: Record<string, string>; body?: string }
  /** Resolves when it has taken `count` requests since it was started. */
  waitFor: (count: number) => Promise<void>
  close: () => Promise<void>
}

/** Starts a receiver on a free port of this machine. */
export async function startHttpReceiver(): Promise<HttpReceiver> {
  const arrivals = new Set<() => void>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      receiver.received.push({ method, url, headers, body: Buffer.concat(chunks).toString() })
      const { status, headers: extra = {}, body = '{}' } = receiver.answer
      response.writeHead(status, { 'content-type': 'application/json', ...extra }).end(body)
      for (const look of arrivals) look()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: HttpReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answer: { status: 200 },
    waitFor: (count) => {
      const reached = Promise.withResolvers<void>()
      const look = () => {
        if (receiver.received.length < count) return
        arrivals.delete(look)
        reached.resolve()
      }
      arrivals.add(look)
      look()
      return reached.promise
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
  return receiver
}
