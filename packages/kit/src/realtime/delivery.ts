import type { Clock } from '../clock/clock.ts'
import type { Db } from '../db/database.ts'
import type { Connection, Mailbox } from './connection.ts'
import type { StoredMessage } from './message.ts'
import { printFrame } from './protocol.ts'
import { readMessages, type MessageRow } from './queries.ts'

/** The fields of a message's frame beside `type`, `id`, `seq` and `timestamp`, of which it may replace `timestamp`. */
export type ToFrame = (message: StoredMessage) => Record<string, unknown>

export interface DeliveryOptions {
  db: Db
  clock: Clock
  /** The tick of the heartbeat. */
  currentTick: () => number
  toFrame: ToFrame
  /** A connection with more than this unread gets nothing until it has read. */
  maxBufferedBytes: number
  /** Hears of messages that were written to a connection. */
  onSent: (recipient: string, seq: number) => void
  onFrame: (bytes: number) => void
  /** Hears whether the database answers. */
  onRead: (failure?: { error: unknown }) => void
  /** Hears when the app cannot make a frame of a message; clients are told that it was skipped. */
  onFault: (error: unknown) => void
  outside: (work: () => void) => void
}

/** Brings messages from the database to connections, each connection in order from its position on. */
export interface Delivery {
  /** Has the messages of a mailbox read soon. */
  wake(mailbox: Mailbox): void
  /** Reads for those that were woken while the database did not answer. */
  tick(): void
  /** Writes messages to a connection and moves its position to `end`; numbers without a message are told as skipped. */
  write(
    connection: Connection,
    rows: readonly MessageRow[],
    reason: 'expired' | 'elsewhere',
    end: number,
  ): void
  stop(): Promise<void>
}

/** How long after the reading a message counts as unconfirmed when its process says nothing. */
export const CONFIRM_WITHIN_MS = 15_000
const TEXT = { binary: false }
const MAILBOXES_AT_ONCE = 100
const MESSAGES_AT_ONCE = 100

export function createDelivery(options: DeliveryOptions): Delivery {
  const { db, clock, currentTick, toFrame, maxBufferedBytes, onSent, onFrame, onRead, onFault, outside } =
    options
  const woken = new Set<Mailbox>()
  const frames = new WeakMap<MessageRow, Buffer | 'unreadable'>()
  let running: Promise<void> | undefined
  let isRunning = false
  let isStopped = false

  const frameOf = (row: MessageRow) => {
    let frame = frames.get(row)
    if (frame === undefined) {
      try {
        frame = buildFrame(row, toFrame)
      } catch (error) {
        frame = 'unreadable'
        onFault(error)
      }
      frames.set(row, frame)
    }
    return frame
  }

  const send = (connection: Connection, frame: Buffer) => {
    const { socket } = connection
    onFrame(frame.length)
    if (socket.bufferedAmount + frame.length <= maxBufferedBytes) return socket.send(frame, TEXT)
    // Nothing more until this is with the network.
    connection.stalledTick ||= currentTick()
    socket.send(frame, TEXT, () => {
      connection.stalledTick = 0
      if (connection.mailbox) wake(connection.mailbox)
    })
  }

  const write: Delivery['write'] = (connection, rows, reason, end) => {
    const now = clock.now()
    let skipped: Skipped | undefined
    const skipUpTo = (seq: number, type?: string, why: Skipped['reason'] = reason) => {
      if (skipped !== undefined && skipped.reason !== why) tellSkipped()
      skipped ??= { fromSeq: connection.position + 1, seq, types: {}, reason: why }
      skipped.seq = seq
      if (type !== undefined) skipped.types[type] = (skipped.types[type] ?? 0) + 1
    }
    const tellSkipped = () => {
      if (skipped === undefined) return
      const count = skipped.seq - skipped.fromSeq + 1
      send(
        connection,
        Buffer.from(printFrame({ type: 'skipped', timestamp: now.toISOString(), ...skipped, count })),
      )
      connection.position = skipped.seq
      skipped = undefined
    }
    let lastSent = 0
    for (const row of rows) {
      const reached: number = skipped?.seq ?? connection.position
      if (row.seq <= reached) continue
      if (row.seq > reached + 1) skipUpTo(row.seq - 1)
      if (row.expiresAt <= now) {
        skipUpTo(row.seq, row.type, 'expired')
        continue
      }
      const frame = frameOf(row)
      if (frame === 'unreadable') {
        skipUpTo(row.seq, row.type, 'unreadable')
        continue
      }
      tellSkipped()
      if (connection.stalledTick > 0) break
      send(connection, frame)
      connection.position = row.seq
      connection.inFlight.push({ seq: row.seq, sentTick: currentTick(), sentAtMs: now.getTime() })
      onSent(row.recipient, row.seq)
      lastSent = row.seq
    }
    if (connection.stalledTick === 0 && end > (skipped?.seq ?? connection.position)) skipUpTo(end)
    tellSkipped()
    // Frames are handled in order: who answers this ping has the messages before it.
    if (lastSent > 0 && !connection.acks) connection.socket.ping(String(lastSent))
  }

  const readFor = async (readings: readonly Reading[]) => {
    const nowMs = clock.nowMs()
    const rows = await readMessages(db, {
      recipients: readings.map(({ mailbox }) => mailbox.recipient),
      afters: readings.map(({ after }) => after),
      limit: MESSAGES_AT_ONCE,
      now: new Date(nowMs),
      settleAt: new Date(nowMs + CONFIRM_WITHIN_MS),
    })
    const byRecipient = Map.groupBy(rows, ({ recipient }) => recipient)
    for (const { mailbox, readers } of readings) {
      const found = byRecipient.get(mailbox.recipient)
      if (found === undefined) continue
      for (const reader of readers) if (canRead(reader)) write(reader, found, 'expired', 0)
      if (found.length === MESSAGES_AT_ONCE) woken.add(mailbox)
    }
  }

  const pump = async () => {
    isRunning = true
    for (;;) {
      const readings = isStopped ? [] : takeReadings(woken)
      // From here to the end without a pause: who is woken later starts it again.
      if (readings.length === 0) break
      try {
        await readFor(readings)
        onRead()
      } catch (error) {
        for (const { mailbox } of readings) woken.add(mailbox)
        onRead({ error })
        break
      }
    }
    isRunning = false
  }
  const start = () => {
    if (woken.size > 0 && !isStopped && !isRunning) running = pump()
  }

  const wake = (mailbox: Mailbox) => {
    woken.add(mailbox)
    if (!isRunning) outside(start)
  }

  return {
    wake,
    tick: start,
    write,
    async stop() {
      isStopped = true
      await running
    },
  }
}

interface Skipped {
  fromSeq: number
  seq: number
  types: Record<string, number>
  reason: 'expired' | 'elsewhere' | 'unreadable'
}

interface Reading {
  mailbox: Mailbox
  readers: Connection[]
  after: number
}

const canRead = ({ isReceiving, stalledTick, closedTick }: Connection) =>
  isReceiving && stalledTick === 0 && closedTick === 0

/** The position from which on a mailbox is to be read; undefined when none of its connections can take more. */
export function positionOf(mailbox: Mailbox): number | undefined {
  let lowest: number | undefined
  for (const connection of mailbox.connections)
    if (canRead(connection)) lowest = Math.min(lowest ?? connection.position, connection.position)
  return lowest
}

function takeReadings(woken: Set<Mailbox>): Reading[] {
  const readings: Reading[] = []
  for (const mailbox of woken) {
    woken.delete(mailbox)
    const after = positionOf(mailbox)
    // Those that come while it is read stand elsewhere, and wake it themselves.
    if (after !== undefined)
      readings.push({ mailbox, readers: [...mailbox.connections].filter(canRead), after })
    if (readings.length === MAILBOXES_AT_ONCE) break
  }
  return readings
}

function buildFrame(row: MessageRow, toFrame: ToFrame): Buffer {
  const { messageId: id, recipient, type, seq, madeAt, expiresAt } = row
  const payload = row.payload as Record<string, unknown>
  const fields = toFrame({ id, recipient, type, seq, madeAt, expiresAt, payload })
  return Buffer.from(JSON.stringify({ timestamp: madeAt.toISOString(), ...fields, type, id, seq }))
}
