import type { WebSocket } from 'ws'
import type { CloseReason } from './close-codes.ts'

/** Who a token stands for. */
export interface Identity {
  /** Whose messages the connection gets. */
  recipient: string
  /** What can be ended, with the connections that belong to it. */
  session: string
}

/** Connections of one recipient in this process. */
export interface Mailbox {
  readonly recipient: string
  readonly connections: Set<Connection>
  /** The highest number that a hint has told of. */
  hintedSeq: number
}

/** A message on its way: written, and not confirmed. */
export interface InFlight {
  seq: number
  sentTick: number
  sentAtMs: number
}

/** One open socket. Times are ticks of the heartbeat, so that a process that was held up does not cut everybody. */
export interface Connection {
  readonly socket: WebSocket
  readonly address: string
  readonly openedTick: number
  heardTick: number
  /** When a ping was sent that is not answered; 0 when none. */
  pingTick: number
  /** When too much began to be unread; 0 when it is not. */
  stalledTick: number
  /** When a close frame was sent; 0 when none. */
  closedTick: number
  closedFor: CloseReason | undefined
  /** Frames that came in the current tick. */
  framesInTick: number
  isAuthenticating: boolean
  identity: Identity | undefined
  mailbox: Mailbox | undefined
  /** Everything up to here was written, skipped, or is not for this connection. */
  position: number
  /** False while it is being told where it begins. */
  isReceiving: boolean
  /** Whether the client acknowledges messages itself. */
  acks: boolean
  /** In the order of their numbers. */
  inFlight: InFlight[]
}

export function createConnection(socket: WebSocket, address: string, tick: number): Connection {
  return {
    socket,
    address,
    openedTick: tick,
    heardTick: tick,
    pingTick: 0,
    stalledTick: 0,
    closedTick: 0,
    closedFor: undefined,
    framesInTick: 0,
    isAuthenticating: false,
    identity: undefined,
    mailbox: undefined,
    position: 0,
    isReceiving: false,
    acks: false,
    inFlight: [],
  }
}
