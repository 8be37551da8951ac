import { connect, type Socket } from 'node:net'

/** Connects to 127.0.0.1, sends `text` and takes `bytes` of what comes back every `everyMs`. */
export function readSlowly({
  port,
  text,
  bytes,
  everyMs,
}: {
  port: number
  text: string
  bytes: number
  everyMs: number
}): Socket {
  const socket = connect({
    host: '127.0.0.1',
    port,
    // One read at a time: the callback stops until the next turn.
    onread: { buffer: Buffer.alloc(bytes), callback: () => false },
  })
  socket.on('error', () => {})
  socket.write(text)
  const turns = setInterval(() => void socket.resume(), everyMs)
  socket.on('close', () => clearInterval(turns))
  return socket
}
