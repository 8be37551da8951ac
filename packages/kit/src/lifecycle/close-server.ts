import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** An HTTP server as Fastify gives it. */
interface ClosingServer {
  close(): PromiseLike<unknown>
  readonly server: Server
}

const LOOK_MS = 20
/** How soon a connection is let go that became idle while the server closes: its caller may have sent the next request already. */
const IDLE_MS = 250

/**
 * Watches the connections of a server from now on. What it gives closes the server: it takes no new connections, answers the
 * requests it has, and lets callers take their answers. Those who are not done after `graceMs` are cut off.
 */
export function closerOf(server: ClosingServer): (options: { graceMs: number }) => Promise<void> {
  const sockets = new Set<Socket>()
  server.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return async ({ graceMs }) => {
    const deadlineMs = performance.now() + graceMs
    const timer = setTimeout(() => server.server.closeAllConnections(), graceMs)
    // Node takes a connection for idle, and cuts it, as soon as the last of an answer is written, though not yet sent.
    const isSending = () => [...sockets].some(({ writableLength }) => writableLength > 0)
    while (isSending() && performance.now() < deadlineMs) await pause(LOOK_MS)
    const sweep = setInterval(() => {
      if (!isSending()) server.server.closeIdleConnections()
    }, IDLE_MS)
    try {
      await server.close()
    } finally {
      clearTimeout(timer)
      clearInterval(sweep)
    }
  }
}
