import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface MetricsServerOptions {
  text: () => Promise<string>
  host: string
  /** 0 lets the system choose. */
  port: number
  /** What scrapers send as `Authorization: Bearer`; undefined asks for nothing. */
  token: string | undefined
}

export interface MetricsServer {
  url: string
  close: () => Promise<void>
}

const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Serves the metrics on an address of their own, apart from what the world reaches.
 * @throws the error of the operating system when it cannot listen there.
 */
export async function serveMetrics({
  text,
  host,
  port,
  token,
}: MetricsServerOptions): Promise<MetricsServer> {
  const server = createServer((request, response) => void answer(request, response, { text, token }))
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${name}:${address.port}/metrics`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}

async function answer(
  { url, method, headers }: IncomingMessage,
  response: ServerResponse,
  { text, token }: Pick<MetricsServerOptions, 'text' | 'token'>,
): Promise<void> {
  const end = (status: number, body: string, extra: Record<string, string> = {}) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...extra }).end(body)
  if (token !== undefined && !isBearer(headers.authorization, token))
    return void end(401, 'Send the token as Authorization: Bearer.\n', { 'www-authenticate': 'Bearer' })
  if (url?.split('?', 1)[0] !== '/metrics') return void end(404, 'The metrics are at /metrics.\n')
  if (method !== 'GET' && method !== 'HEAD') return void end(405, 'Use GET.\n', { allow: 'GET, HEAD' })
  end(200, await text(), { 'content-type': TEXT_FORMAT, 'cache-control': 'no-store' })
}

const digest = (text: string) => createHash('sha256').update(text).digest()

const isBearer = (header: string | undefined, token: string) =>
  timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`))
