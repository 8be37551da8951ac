import type { RawData } from 'ws'
import type { CloseReason } from './close-codes.ts'
import type { Connection } from './connection.ts'
import { heartbeat } from './heartbeat.ts'
import { clientFrames, readFrame, type AuthFrame, type ServerFrame } from './protocol.ts'

export interface ReceivingOptions {
  /** The tick of the heartbeat. */
  currentTick: () => number
  /** The time, as frames carry it. */
  stamp: () => string
  tell: (connection: Connection, frame: ServerFrame) => void
  close: (connection: Connection, reason: CloseReason) => void
  signOn: (connection: Connection, frame: AuthFrame) => Promise<void>
  /** The client has every message up to `seq`. */
  confirm: (connection: Connection, seq: number) => void
  onFrame: () => void
}

/** Does what clients ask for. */
export interface Receiving {
  frame(connection: Connection, data: RawData): void
  /** The answer to a ping: to one after messages it carries the number of the last of them. */
  pong(connection: Connection, data: Buffer): void
}

export function createReceiving(options: ReceivingOptions): Receiving {
  const { currentTick, stamp, tell, close, signOn, confirm, onFrame } = options
  return {
    frame(connection, data) {
      connection.heardTick = currentTick()
      onFrame()
      if (++connection.framesInTick > heartbeat.framesPerSecond) return close(connection, 'tooManyFrames')
      const frame = readFrame(data as Buffer)
      if (frame === 'invalid')
        return tell(connection, { type: 'error', message: 'Invalid message format', timestamp: stamp() })
      if (frame.type === 'ping') return tell(connection, { type: 'pong', timestamp: stamp() })
      if (frame.type === 'ack') {
        const ack = clientFrames.ack.safeParse(frame)
        if (ack.success && connection.acks) confirm(connection, ack.data.seq)
      } else if (frame.type === 'auth') {
        const auth = clientFrames.auth.safeParse(frame)
        if (auth.success) return void signOn(connection, auth.data)
        tell(connection, { type: 'error', message: 'No token provided', timestamp: stamp() })
        close(connection, 'invalidToken')
      }
    },
    pong(connection, data) {
      connection.heardTick = currentTick()
      connection.pingTick = 0
      if (data.length > 0) confirm(connection, Number(data.toString()))
    },
  }
}
