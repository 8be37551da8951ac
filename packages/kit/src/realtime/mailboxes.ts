import type { Connection, Identity, Mailbox } from './connection.ts'

/** Whose connections this process holds. */
export interface Mailboxes {
  find(recipient: string): Mailbox | undefined
  all(): Iterable<Mailbox>
  /** Puts a connection into the mailbox of `identity`, out of any other. It gets nothing until it is told where it begins. */
  join(connection: Connection, identity: Identity): Mailbox
  leave(connection: Connection): void
}

export function createMailboxes(): Mailboxes {
  const mailboxes = new Map<string, Mailbox>()

  const leave = (connection: Connection) => {
    const { mailbox } = connection
    if (!mailbox) return
    connection.mailbox = undefined
    connection.isReceiving = false
    mailbox.connections.delete(connection)
    if (mailbox.connections.size === 0) mailboxes.delete(mailbox.recipient)
  }

  return {
    find: (recipient) => mailboxes.get(recipient),
    all: () => mailboxes.values(),
    join(connection, identity) {
      leave(connection)
      const { recipient } = identity
      let mailbox = mailboxes.get(recipient)
      if (!mailbox) {
        mailbox = { recipient, connections: new Set(), hintedSeq: 0 }
        mailboxes.set(recipient, mailbox)
      }
      mailbox.connections.add(connection)
      connection.identity = identity
      connection.mailbox = mailbox
      return mailbox
    },
    leave,
  }
}
