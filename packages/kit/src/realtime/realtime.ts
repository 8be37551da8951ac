import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, Server } from 'node:http'
import type { WebSocket } from 'ws'
import { everyRealSecond } from '../clock/every-second.ts'
import { createAccepting } from './accepting.ts'
import { createAdmission, readUpgrade } from './admission.ts'
import { closeCodes, type CloseReason } from './close-codes.ts'
import { createConnection, type Connection, type Identity } from './connection.ts'
import { createDelivery } from './delivery.ts'
import { drain } from './drain.ts'
import { endConnections } from './end-connections.ts'
import { checkConnection, heartbeat } from './heartbeat.ts'
import { createHearing } from './hearing.ts'
import { createHints } from './hints.ts'
import { createMailboxes } from './mailboxes.ts'
import { createRealtimeMetrics } from './metrics.ts'
import { printFrame, type ServerFrame } from './protocol.ts'
import { createPublishing, type Publishing } from './publishing.ts'
import { findState } from './queries.ts'
import type { RealtimeOptions } from './realtime-options.ts'
import { createReceipts } from './receipts.ts'
import { createReceiving } from './receiving.ts'
import { createSettling } from './settling.ts'
import { createSignOn } from './sign-on.ts'
import { wakeBehind } from './sweep.ts'
import type { MessageState } from './tables.ts'
import { createUpkeep } from './upkeep.ts'

/** Live connections of one process, and the messages of all. */
export interface Realtime extends Publishing {
  /**
   * Whether a published message was written to a socket, in any process, or is within `withinMs`. Answers at once when nobody
   * can be connected. False is no promise: it may be written later.
   */
  wasSent(message: { recipient: string; seq: number }, withinMs: number): Promise<boolean>
  /** What became of a message so far; undefined when it is no longer kept. */
  stateOf(message: { recipient: string; seq: number }): Promise<MessageState | undefined>
  /** How this process stands: its open sockets, and whether what other processes tell it arrives. */
  status(): { connections: number; hintsArrive: boolean }
  /** Closes the sockets of a session in every process, or all of a recipient. */
  endSessions(recipient: string, session?: string): void
  /** Answers upgrades of this server. */
  attach(server: Server): void
  /** Lets nobody in any more, tells clients when to come back, closes their sockets and stops. Before the server closes. */
  close(): Promise<void>
}

const MAX_BUFFERED_BYTES = 64 * 1024
const DRAIN_MS = 2_000

/** Makes the live connections of a process. It sends nothing before a server is attached; publishing works at once. */
export function createRealtime<Who extends Identity>(options: RealtimeOptions<Who>): Realtime {
  const { db, clock, log, maxBufferedBytes = MAX_BUFFERED_BYTES } = options
  // What goes on in the background does not belong to the request that caused it.
  const outside = AsyncLocalStorage.snapshot() as (work: () => void) => void
  const connections = new Set<Connection>()
  const metrics = createRealtimeMetrics(options.metrics, connections)
  const mailboxes = createMailboxes()
  const admission = createAdmission({ ...options, ...options.sockets })
  const receipts = createReceipts()
  let tick = 1
  let isAvailable = true
  let isClosed = false

  const stamp = () => clock.now().toISOString()
  const tell = (connection: Connection, frame: ServerFrame) => connection.socket.send(printFrame(frame))

  const close = (connection: Connection, reason: CloseReason) => {
    if (connection.closedTick > 0) return
    connection.closedTick = tick
    connection.closedFor = reason
    connection.socket.close(closeCodes[reason].code, closeCodes[reason].reason)
  }
  const cuts = new WeakMap<Connection, string>()
  const cut = (connection: Connection, why: string) => {
    cuts.set(connection, connection.closedFor ?? why)
    connection.socket.terminate()
  }

  const hearing = createHearing({
    mailboxes,
    maxBufferedBytes,
    wake: (mailbox) => delivery.wake(mailbox),
    endSession: (connection) => close(connection, 'sessionEnded'),
    onWritten: receipts.note,
    onFrame: metrics.sent,
  })

  const onRead = (failure?: { error: unknown }) => {
    if (isAvailable === (failure === undefined)) return
    isAvailable = failure === undefined
    if (failure) log.warn({ err: failure.error }, 'live messages cannot be read')
    else log.info('live messages can be read again')
    const state = isAvailable ? 'available' : 'unavailable'
    for (const connection of connections)
      if (connection.isReceiving) tell(connection, { type: 'status', state, timestamp: stamp() })
  }
  const onFailure = (error: unknown) => log.warn({ err: error }, 'live connections: a step failed')

  const delivery = createDelivery({
    ...options,
    maxBufferedBytes,
    currentTick: () => tick,
    onSent: (recipient, seq) => {
      receipts.note(recipient, seq)
      hints.tell({ kind: 'sent', recipient, seq })
    },
    onFrame: metrics.sent,
    onRead,
    onFault: (error) => log.error({ err: error }, 'no frame could be made of a message'),
    outside,
  })
  const settling = createSettling({
    db,
    clock,
    onSettled: async (tx, settlements) => {
      tx.afterCommit(() => {
        for (const { state } of settlements) metrics.settled(state)
      })
      await options.onSettled?.(tx, settlements)
    },
    onConfirmed: metrics.confirmed,
    onFailure,
    outside,
  })
  const hints = createHints({
    open: options.fanOut,
    hear: hearing.hear,
    outside,
    onChange: (state) => {
      metrics.fanOut(state)
      if (state === 'up') upkeep.sweep()
      else log.warn('hints of other processes get lost: messages are looked for every second')
    },
  })

  const leave = (connection: Connection) => {
    settling.giveUp(connection)
    mailboxes.leave(connection)
  }
  const signOn = createSignOn<Who>({
    ...options,
    heartbeatMs: heartbeat.pingAfter * 1000,
    delivery,
    join: (connection, identity) => {
      if (connection.mailbox) leave(connection)
      const mailbox = mailboxes.join(connection, identity)
      const [oldest] = mailbox.connections
      if (mailbox.connections.size > options.sockets.perRecipient) close(oldest!, 'replaced')
      return mailbox
    },
    close,
    onResume: metrics.resumed,
    onFailure,
  })

  const receiving = createReceiving({
    currentTick: () => tick,
    stamp,
    tell,
    close,
    signOn,
    confirm: settling.confirm,
    onFrame: metrics.received,
  })

  const open = (socket: WebSocket, address: string, request: IncomingMessage) => {
    const connection = createConnection(socket, address, tick)
    connections.add(connection)
    socket.on('message', (data) => receiving.frame(connection, data))
    socket.on('pong', (data) => receiving.pong(connection, data))
    socket.on('error', () => {})
    socket.on('close', (code) => {
      metrics.closed(code, cuts.get(connection))
      connections.delete(connection)
      leave(connection)
    })
    const { token, epoch, lastSeq } = readUpgrade(request)
    if (token !== undefined) void signOn(connection, { type: 'auth', token, epoch, lastSeq })
  }

  const upgrade = createAccepting({
    admission,
    mayConnect: options.mayConnect ?? (async () => ({ allowed: true, retryAfterS: 0 })),
    refusal: options.refusal,
    onUpgrade: metrics.upgraded,
    open,
    onFailure,
  })

  const upkeep = createUpkeep({
    sweep: async () => {
      metrics.caughtUp(await wakeBehind(db, mailboxes.all(), delivery.wake))
      onRead()
    },
    onSweepFailure: (error) => onRead({ error }),
    settleOverdue: settling.settleOverdue,
    checkSessions: () =>
      endConnections(connections, options.endedSessions, (one) => close(one, 'sessionEnded')),
    onFailure,
  })

  const heartbeatOptions = { close, cut, giveUp: settling.giveUp }
  const onTick = () => {
    tick++
    for (const connection of connections) checkConnection(connection, tick, heartbeatOptions)
    hints.tick()
    delivery.tick()
    settling.tick()
    upkeep.tick(tick, hints.isUp())
  }
  const stopTicking = (options.everySecond ?? everyRealSecond)(onTick)

  const dismiss = (connection: Connection, afterMs: number) => {
    tell(connection, { type: 'reconnect', afterMs, timestamp: stamp() })
    close(connection, 'restarting')
  }

  return {
    ...createPublishing({ clock, wake: hearing.wake, show: hearing.show, hint: hints.tell }),
    async wasSent({ recipient, seq }, withinMs) {
      if (!mailboxes.find(recipient) && !hints.hasPeers()) return false
      return receipts.wait(recipient, seq, withinMs)
    },
    status: () => ({ connections: connections.size, hintsArrive: hints.isUp() }),
    stateOf: async (message) => (await findState(db, message))?.state,
    endSessions(recipient, session) {
      hearing.end(recipient, session)
      hints.tell({ kind: 'ended', recipient, session })
    },
    attach: (server) => void server.on('upgrade', upgrade),
    async close() {
      if (isClosed) return
      isClosed = true
      admission.stop()
      const drainMs = options.drainMs ?? DRAIN_MS
      await drain({ connections, drainMs, dismiss })
      stopTicking()
      await upkeep.settled()
      await delivery.stop()
      await settling.stop()
      await hints.close()
    },
  }
}
