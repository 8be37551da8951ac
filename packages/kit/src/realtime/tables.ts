/** What became of a message. `waiting` and `sent` are open; of the others only `unconfirmed` may still become `confirmed`. */
export type MessageState = 'waiting' | 'sent' | 'confirmed' | 'unconfirmed' | 'expired' | 'elsewhere'

/** The tables of live messages, as statements see them. */
export interface RealtimeTables {
  'kit.realtimeStreams': {
    recipient: string
    /** Another one means that positions of before say nothing. */
    epoch: string
    lastSeq: number
    /** Messages before this one are no longer kept. */
    keptFrom: number
  }
  'kit.realtimeMessages': {
    recipient: string
    seq: number
    messageId: string
    type: string
    payload: unknown
    madeAt: Date
    expiresAt: Date
    state: MessageState
    /** When it was first read to be written to a connection. */
    sentAt: Date | null
    /** When an open message is settled whatever happens: its expiry, or the end of the wait for a confirmation. */
    settleAt: Date | null
  }
}
