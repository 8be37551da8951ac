import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import type { CloseReason } from './close-codes.ts'
import type { Connection, Identity, Mailbox } from './connection.ts'
import { CONFIRM_WITHIN_MS, type Delivery } from './delivery.ts'
import { printFrame, type AuthFrame } from './protocol.ts'
import { claimWaiting, findStream, insertStream } from './queries.ts'

export interface SignOnOptions<Who extends Identity> {
  db: Db
  clock: Clock
  authenticate: (token: string, client: { address: string }) => Promise<Who | undefined>
  greet: (who: Who) => Record<string, unknown>
  heartbeatMs: number
  delivery: Delivery
  join: (connection: Connection, identity: Identity) => Mailbox
  close: (connection: Connection, reason: CloseReason) => void
  onResume: (outcome: 'recovered' | 'lost' | 'new') => void
  onFailure: (error: unknown) => void
}

/** A client that is further behind gets no replay: it asks the app for what it missed. */
const MOST_REPLAYED = 500
const CLAIMED_AT_ONCE = 100

/** Finds out who a connection belongs to, tells it where it begins, and lets messages flow. */
export function createSignOn<Who extends Identity>(options: SignOnOptions<Who>) {
  const { db, clock, authenticate, greet, heartbeatMs, delivery, join, close, onResume, onFailure } = options

  const refuse = (connection: Connection, message: string, reason: CloseReason) => {
    connection.socket.send(printFrame({ type: 'error', message, timestamp: clock.now().toISOString() }))
    close(connection, reason)
  }

  const welcome = (connection: Connection, who: Who, epoch: string, lastSeq: number, recovered: boolean) => {
    const frame = {
      type: 'auth_success' as const,
      message: 'WebSocket authenticated successfully',
      timestamp: clock.now().toISOString(),
      epoch,
      lastSeq,
      recovered,
      heartbeatMs,
    }
    connection.socket.send(printFrame({ ...greet(who), ...frame }))
  }

  /** Begins at the position of the client, or else with what has not been sent to anybody. */
  const begin = async (connection: Connection, mailbox: Mailbox, who: Who, frame: AuthFrame) => {
    const { recipient } = mailbox
    const stream = await openStream(db, recipient)
    const { epoch } = stream
    if (canResume(frame, stream)) {
      connection.position = frame.lastSeq
      connection.isReceiving = true
      welcome(connection, who, epoch, frame.lastSeq, true)
      onResume('recovered')
    } else {
      const nowMs = clock.nowMs()
      const waiting = await claimWaiting(db, {
        recipient,
        upTo: stream.lastSeq,
        limit: CLAIMED_AT_ONCE,
        now: new Date(nowMs),
        settleAt: new Date(nowMs + CONFIRM_WITHIN_MS),
      })
      const [first] = waiting
      const last = waiting.length === CLAIMED_AT_ONCE ? waiting.at(-1)!.seq : stream.lastSeq
      connection.position = first === undefined ? stream.lastSeq : first.seq - 1
      welcome(connection, who, epoch, connection.position, false)
      delivery.write(connection, waiting, 'elsewhere', last)
      connection.isReceiving = true
      onResume(frame.lastSeq === undefined ? 'new' : 'lost')
    }
    if (Math.max(stream.lastSeq, mailbox.hintedSeq) > connection.position) delivery.wake(mailbox)
  }

  /** Takes a client's `auth` frame, or the token that came with its upgrade. Never rejects. */
  return async (connection: Connection, frame: AuthFrame): Promise<void> => {
    if (connection.isAuthenticating || connection.closedTick > 0) return
    connection.isAuthenticating = true
    try {
      const who = await authenticate(frame.token, { address: connection.address })
      if (isGone(connection)) return
      if (who === undefined) return refuse(connection, 'Invalid token', 'invalidToken')
      connection.acks = frame.acks ?? false
      await begin(connection, join(connection, who), who, frame)
    } catch (error) {
      onFailure(error)
      if (!isGone(connection)) refuse(connection, 'Service unavailable', 'unavailable')
    } finally {
      connection.isAuthenticating = false
    }
  }
}

const isGone = ({ socket, closedTick }: Connection) => closedTick > 0 || socket.readyState !== socket.OPEN

interface Stream {
  epoch: string
  lastSeq: number
  keptFrom: number
}

function canResume(frame: AuthFrame, stream: Stream): frame is AuthFrame & { lastSeq: number } {
  if (frame.lastSeq === undefined || frame.epoch !== stream.epoch) return false
  // A position beyond the end is one of a database that was restored from a backup.
  const behind = stream.lastSeq - frame.lastSeq
  return behind >= 0 && behind <= MOST_REPLAYED && frame.lastSeq + 1 >= stream.keptFrom
}

async function openStream(db: Db, recipient: string): Promise<Stream> {
  const known = await findStream(db, { recipient })
  if (known) return known
  await insertStream(db, { recipient, epoch: randomUUID() })
  return (await findStream(db, { recipient }))!
}
