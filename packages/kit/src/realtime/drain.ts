import { setTimeout as pause } from 'node:timers/promises'
import type { Connection } from './connection.ts'

/** Clients of a process that stops come back spread over this time. */
const RECONNECT_SPREAD_MS = 5_000

export interface DrainOptions {
  connections: ReadonlySet<Connection>
  /** Over how long they are dismissed, one after the other. */
  drainMs: number
  /** Tells a client when to come back, and closes. */
  dismiss: (connection: Connection, afterMs: number) => void
}

/**
 * Closes every connection: spread in time, so that not all clients come to the other processes at once. The heartbeat ends
 * those that do not answer.
 */
export async function drain({ connections, drainMs, dismiss }: DrainOptions): Promise<void> {
  const leaving = [...connections]
  const startedMs = performance.now()
  for (const [i, connection] of leaving.entries()) {
    const earlyMs = startedMs + (drainMs * i) / leaving.length - performance.now()
    if (earlyMs > 0) await pause(earlyMs)
    dismiss(connection, Math.round(Math.random() * RECONNECT_SPREAD_MS))
  }
  while (connections.size > 0) await pause(5)
}
