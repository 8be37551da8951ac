import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { Tx } from '../db/database.ts'
import type { Hint } from './hints.ts'
import type { NewMessage, Published } from './message.ts'
import { insertMessage, settleMessages } from './queries.ts'

/** What is told to recipients, and settled without them, in the transactions of the app. */
export interface Publishing {
  /**
   * Stores a message in the transaction that causes it; once that has committed, it goes out to the recipient's sockets in every
   * process. Messages of one recipient get numbers without gaps, in the order of the commits: until the end of the
   * transaction others that publish to the same recipient wait. Who publishes to several in one transaction does it in
   * the order of their ids.
   */
  publish(tx: Tx, message: NewMessage): Promise<Published>
  /**
   * Shows a frame to the connections that a person has, in every process, once the transaction has committed. It is news: without
   * a number, and not kept. Who is not connected or reads slowly does not get it, nor who is told by a hint that is lost.
   * @throws Error when it is larger than 3000 bytes.
   */
  sendNews(tx: Tx, recipient: string, news: { type: string; [field: string]: unknown }): void
  /**
   * Says that a message has reached its recipient on another way, such as a push. Clients that come back with a position
   * still get it; those without do not. @returns false when it was settled already, or sent and not given up.
   */
  settleElsewhere(tx: Tx, message: { recipient: string; seq: number }): Promise<boolean>
}

export interface PublishingOptions {
  clock: Clock
  /** Has a stored message read for the connections of this process. */
  wake: (recipient: string, seq: number) => void
  /** Writes a frame to the connections of this process. */
  show: (recipient: string, text: string) => void
  /** Tells the other processes. */
  hint: (hint: Hint) => void
}

/** As text within the text of a hint it can be twice as long. */
const MAX_NEWS_BYTES = 3_000

export function createPublishing({ clock, wake, show, hint }: PublishingOptions): Publishing {
  return {
    async publish(tx, { recipient, type, id, payload, expiresAt }) {
      const row = await insertMessage(tx, {
        recipient,
        epoch: randomUUID(),
        messageId: id,
        type,
        payload: JSON.stringify(payload),
        madeAt: clock.now(),
        expiresAt,
      })
      const { seq } = row!
      tx.afterCommit(() => {
        wake(recipient, seq)
        hint({ kind: 'new', recipient, seq })
      })
      return { seq }
    },
    sendNews(tx, recipient, { type, ...fields }) {
      const text = JSON.stringify({ type, timestamp: clock.now().toISOString(), ...fields })
      if (Buffer.byteLength(text) > MAX_NEWS_BYTES)
        throw new Error(`news of type ${type} are larger than ${MAX_NEWS_BYTES} bytes`)
      tx.afterCommit(() => {
        show(recipient, text)
        hint({ kind: 'news', recipient, text })
      })
    },
    async settleElsewhere(tx, { recipient, seq }) {
      const from = ['waiting', 'unconfirmed'] as const
      const settled = await settleMessages(tx, {
        recipients: [recipient],
        seqs: [seq],
        state: 'elsewhere',
        from,
      })
      return settled.length > 0
    },
  }
}
