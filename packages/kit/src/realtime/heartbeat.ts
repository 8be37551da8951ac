import type { CloseReason } from './close-codes.ts'
import type { Connection } from './connection.ts'

/** Seconds. A connection that says nothing is pinged, and cut when it does not answer: after 33 s at most 34. */
export const heartbeat = {
  authWithin: 10,
  pingAfter: 25,
  pongWithin: 8,
  /** How long a client has to confirm a message. */
  confirmWithin: 4,
  /** How long a client may leave too much unread. */
  stallFor: 10,
  /** How long a client has to answer a close frame. */
  closeWithin: 3,
  framesPerSecond: 50,
} as const

export interface HeartbeatOptions {
  close: (connection: Connection, reason: CloseReason) => void
  /** Ends a connection that no longer answers. */
  cut: (connection: Connection, why: 'silent' | 'unconfirmed' | 'unclosed') => void
  /** Messages were not acknowledged in time by a client that acknowledges. */
  giveUp: (connection: Connection) => void
}

/** Looks at one connection, once a second: one timer serves all. */
export function checkConnection(connection: Connection, tick: number, options: HeartbeatOptions): void {
  const { socket, closedTick, pingTick, heardTick, inFlight } = connection
  connection.framesInTick = 0
  if (closedTick > 0) {
    if (tick - closedTick >= heartbeat.closeWithin) options.cut(connection, 'unclosed')
    return
  }
  if (connection.identity === undefined && tick - connection.openedTick >= heartbeat.authWithin)
    return options.close(connection, 'authTimeout')
  if (inFlight.length > 0 && tick - inFlight[0]!.sentTick > heartbeat.confirmWithin) {
    if (!connection.acks) return options.cut(connection, 'unconfirmed')
    options.giveUp(connection)
  }
  if (pingTick > 0) {
    if (tick - pingTick >= heartbeat.pongWithin) return options.cut(connection, 'silent')
  } else if (tick - heardTick >= heartbeat.pingAfter) {
    connection.pingTick = tick
    socket.ping()
  }
  if (connection.stalledTick > 0 && tick - connection.stalledTick >= heartbeat.stallFor)
    options.close(connection, 'slowReader')
}
