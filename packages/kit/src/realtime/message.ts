import type { MessageState } from './tables.ts'

/** What is to reach a person. */
export interface NewMessage {
  recipient: string
  /** The `type` of its frame. */
  type: string
  /** Known to the app: it comes back when the message is settled. */
  id: string
  /** Plain JSON; what `toFrame` makes the frame of. */
  payload: Record<string, unknown>
  /** From then on it is not sent any more; who comes back is told that it was skipped. */
  expiresAt: Date
}

/** A message of the database. */
export interface StoredMessage extends NewMessage {
  seq: number
  madeAt: Date
}

/** Where a message stands among those of its recipient. */
export interface Published {
  seq: number
}

/** What became of a message. */
export interface Settlement {
  recipient: string
  seq: number
  id: string
  type: string
  /**
   * `confirmed`: the client has it. `unconfirmed`: it was written to a connection that then did not confirm it within 4 s, or
   * whose process died; it may have arrived. `expired`: nobody was connected in its lifetime. After `unconfirmed` a
   * `confirmed` may follow, when another connection had it too; the others are final.
   */
  state: Extract<MessageState, 'confirmed' | 'unconfirmed' | 'expired'>
  /** When it was read to be sent; null when it never was. */
  sentAt: Date | null
}
