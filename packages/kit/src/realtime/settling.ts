import type { Clock } from '../clock/clock.ts'
import type { Db, Tx } from '../db/database.ts'
import type { Connection } from './connection.ts'
import type { Settlement } from './message.ts'
import { settleMessages, settleOverdue, type Settled } from './queries.ts'

/** Runs in the transaction in which the messages are settled. What it throws leaves them open, and they are settled again. */
export type OnSettled = (tx: Tx, settlements: readonly Settlement[]) => Promise<void>

export interface SettlingOptions {
  db: Db
  clock: Clock
  onSettled: OnSettled | undefined
  onConfirmed: (afterMs: number) => void
  /** Hears of a failure; what could not be settled is kept for the next tick. */
  onFailure: (error: unknown) => void
  /** Runs work outside the flow that asked for it. */
  outside: (work: () => void) => void
}

/** Finds out and records what became of the messages that were sent. */
export interface Settling {
  /** The client has every message of this connection up to `seq`. */
  confirm(connection: Connection, seq: number): void
  /** What is on its way on this connection may not have arrived. */
  giveUp(connection: Connection): void
  /** Settles what expired, and what was sent by processes that died. */
  settleOverdue(): Promise<void>
  /** Tries again what could not be recorded. */
  tick(): void
  /** Records what is known. */
  stop(): Promise<void>
}

interface Outcome {
  recipient: string
  seq: number
  state: 'confirmed' | 'unconfirmed'
}

/** So many are recorded in one transaction, and it waits so long for more of them. */
const MOST = 500
const GATHER_MS = 20

export function createSettling(options: SettlingOptions): Settling {
  const { db, clock, onSettled, onConfirmed, onFailure, outside } = options
  let outcomes: Outcome[] = []
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let isRunning = false

  const record = (settle: (tx: Tx) => Promise<Settled[]>): Promise<number> =>
    db.transaction(async (tx) => {
      const settled = await settle(tx)
      if (settled.length > 0) await onSettled?.(tx, settled.map(toSettlement))
      return settled.length
    })

  const flush = async () => {
    isRunning = true
    try {
      while (outcomes.length > 0) {
        const batch = outcomes.slice(0, MOST)
        await record(async (tx) => [
          ...(await settleAs(tx, 'confirmed', batch)),
          ...(await settleAs(tx, 'unconfirmed', batch)),
        ])
        outcomes = outcomes.slice(batch.length)
      }
    } catch (error) {
      onFailure(error)
    }
    isRunning = false
  }
  const start = () => {
    timer = undefined
    if (!isRunning) running = flush()
  }
  const add = (outcome: Outcome) => {
    outcomes.push(outcome)
    if (timer === undefined && !isRunning) outside(() => void (timer = setTimeout(start, GATHER_MS)))
  }

  return {
    confirm(connection, seq) {
      const { inFlight, mailbox } = connection
      let count = 0
      while (count < inFlight.length && inFlight[count]!.seq <= seq) count++
      for (const { seq, sentAtMs } of inFlight.splice(0, count)) {
        onConfirmed(clock.nowMs() - sentAtMs)
        add({ recipient: mailbox!.recipient, seq, state: 'confirmed' })
      }
    },
    giveUp(connection) {
      const { mailbox } = connection
      for (const { seq } of connection.inFlight.splice(0)) {
        if (![...mailbox!.connections].some((other) => other.inFlight.some((one) => one.seq === seq)))
          add({ recipient: mailbox!.recipient, seq, state: 'unconfirmed' })
      }
    },
    async settleOverdue() {
      while ((await record((tx) => settleOverdue(tx, { now: clock.now(), limit: MOST }))) === MOST);
    },
    tick() {
      if (outcomes.length > 0 && timer === undefined) start()
    },
    async stop() {
      clearTimeout(timer)
      await running
      start()
      await running
    },
  }
}

async function settleAs(tx: Tx, state: Outcome['state'], outcomes: readonly Outcome[]): Promise<Settled[]> {
  const those = outcomes.filter((outcome) => outcome.state === state)
  if (those.length === 0) return []
  return settleMessages(tx, {
    recipients: those.map(({ recipient }) => recipient),
    seqs: those.map(({ seq }) => seq),
    state,
    from: state === 'confirmed' ? ['waiting', 'sent', 'unconfirmed'] : ['sent'],
  })
}

const toSettlement = ({ recipient, seq, messageId, type, state, sentAt }: Settled): Settlement => ({
  recipient,
  seq,
  id: messageId,
  type,
  state: state as Settlement['state'],
  sentAt,
})
