import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a server, on a port of its own, that can be taken away while the server stays up. */
export interface BreakableLink {
  port: number
  /** The same URL by this way. */
  through(url: string): string
  /** Nothing passes any more; connections stay open, and new ones are taken. */
  stall(): void
  /** Lets what the server says pass `ms` after it came. */
  delayAnswers(ms: number): void
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>
  /** Ends every connection that is open once so many bytes more have passed one way, in the midst of whatever they are part of. */
  cutAfter(bytes: number): void
  /** Everything passes again: also what was held back. */
  mend(): Promise<void>
  /** How many connections are open on it. */
  connections(): number
  /** Ends everything. Safe to call twice. */
  close(): Promise<void>
}

/** Opens a way to a port of 127.0.0.1. */
export async function startBreakableLink(targetPort: number): Promise<BreakableLink> {
  const sockets = new Set<Socket>()
  const bytesLeft = new WeakMap<Socket, number>()
  const answers = new WeakSet<Socket>()
  const delays = new Set<NodeJS.Timeout>()
  let isStalled = false
  let delayMs = 0
  const write = (from: Socket, to: Socket, data: Buffer) => {
    if (delayMs === 0 || !answers.has(from)) return void to.write(data)
    const delay = setTimeout(() => {
      delays.delete(delay)
      to.write(data)
    }, delayMs)
    delays.add(delay)
  }
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from)
    if (isStalled) from.pause()
    from.on('data', (data: Buffer) => {
      const left = bytesLeft.get(from)
      if (left === undefined) return write(from, to, data)
      bytesLeft.set(from, left - data.length)
      if (data.length < left) return void to.write(data)
      from.pause()
      to.write(data.subarray(0, left), () => from.destroy())
    })
    from.on('end', () => to.end())
    from.on('error', () => {})
    from.on('close', () => {
      sockets.delete(from)
      to.destroy()
    })
  }
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1')
    answers.add(far)
    pass(near, far)
    pass(far, near)
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  const cut = async () => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    for (const delay of delays) clearTimeout(delay)
    delays.clear()
    await closed
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    port,
    through: (url) => {
      const by = new URL(url)
      by.host = `127.0.0.1:${port}`
      return by.href
    },
    stall: () => {
      isStalled = true
      for (const socket of sockets) socket.pause()
    },
    delayAnswers: (ms) => {
      delayMs = ms
    },
    cut,
    cutAfter: (bytes) => {
      for (const socket of sockets) bytesLeft.set(socket, bytes)
    },
    mend: async () => {
      isStalled = false
      for (const socket of sockets) socket.resume()
      if (!server.listening) await listen(port)
    },
    connections: () => sockets.size / 2,
    close: cut,
  }
}
