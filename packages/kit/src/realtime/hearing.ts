import type { Connection, Mailbox } from './connection.ts'
import type { Hint } from './hints.ts'
import type { Mailboxes } from './mailboxes.ts'

export interface HearingOptions {
  mailboxes: Mailboxes
  /** A connection with more than this unread is shown no news. */
  maxBufferedBytes: number
  wake: (mailbox: Mailbox) => void
  endSession: (connection: Connection) => void
  onWritten: (recipient: string, seq: number) => void
  onFrame: (bytes: number) => void
}

/** What this process does, for the connections that it holds, about what happened here or in another process. */
export interface Hearing {
  /** A message was stored. */
  wake(recipient: string, seq: number): void
  /** Something is to be shown, as it is written to the socket. */
  show(recipient: string, text: string): void
  /** A session has ended, or all of a recipient. */
  end(recipient: string, session: string | undefined): void
  /** One of these, from another process. */
  hear(hint: Hint): void
}

export function createHearing(options: HearingOptions): Hearing {
  const { mailboxes, maxBufferedBytes, onWritten, onFrame, endSession } = options

  const wake = (recipient: string, seq: number) => {
    const mailbox = mailboxes.find(recipient)
    if (!mailbox) return
    mailbox.hintedSeq = Math.max(mailbox.hintedSeq, seq)
    options.wake(mailbox)
  }
  const show = (recipient: string, text: string) => {
    for (const { isReceiving, stalledTick, socket } of mailboxes.find(recipient)?.connections ?? []) {
      if (!isReceiving || stalledTick > 0 || socket.bufferedAmount + text.length > maxBufferedBytes) continue
      onFrame(text.length)
      socket.send(text)
    }
  }
  const end = (recipient: string, session: string | undefined) => {
    for (const connection of mailboxes.find(recipient)?.connections ?? [])
      if (session === undefined || connection.identity!.session === session) endSession(connection)
  }

  return {
    wake,
    show,
    end,
    hear(hint) {
      if (hint.kind === 'ended') end(hint.recipient, hint.session)
      else if (hint.kind === 'news') show(hint.recipient, hint.text)
      else if (hint.kind === 'sent') onWritten(hint.recipient, hint.seq)
      else wake(hint.recipient, hint.seq)
    },
  }
}
