import type { AddressInfo } from 'node:net'
import type { TestApp } from './test-app.ts'

export type Frame = Record<string, unknown> & { type: string }

/** A live connection as the phone application opens one: it answers pings by itself, and sends nothing but what a test has it send. */
export interface LiveClient {
  /** Everything it was sent so far. */
  readonly frames: readonly Frame[]
  send: (frame: object) => void
  /** The next frame of a type that was not taken yet. */
  next: (type: string) => Promise<Frame>
  /** How it ended. */
  readonly closed: Promise<number>
  close: () => Promise<number>
}

/** Has the test app listen, so that sockets can be opened to it. */
export async function listen({ server }: Pick<TestApp, 'server'>): Promise<string> {
  await server.listen({ host: '127.0.0.1', port: 0 })
  return `ws://127.0.0.1:${(server.server.address() as AddressInfo).port}`
}

/** Opens a live connection at an address such as `ws://…/?token=…`. */
export async function openLive(url: string): Promise<LiveClient> {
  const socket = new WebSocket(url)
  const frames: Frame[] = []
  const untaken: Frame[] = []
  let awake = Promise.withResolvers<void>()
  const { promise: closed, resolve: end } = Promise.withResolvers<number>()
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as Frame
    frames.push(frame)
    untaken.push(frame)
    awake.resolve()
    awake = Promise.withResolvers()
  })
  socket.addEventListener('close', ({ code }) => end(code))
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error(`no live connection at ${url}`)))
  })
  return {
    frames,
    send: (frame) => socket.send(JSON.stringify(frame)),
    next: async (type) => {
      for (;;) {
        const index = untaken.findIndex((frame) => frame.type === type)
        if (index >= 0) return untaken.splice(index, 1)[0]!
        await awake.promise
      }
    },
    closed,
    close: () => {
      socket.close()
      return closed
    },
  }
}
