import type { Db } from '../db/database.ts'
import type { Mailbox } from './connection.ts'
import { positionOf } from './delivery.ts'
import { listBehind } from './queries.ts'

const AT_ONCE = 500

/** Wakes every mailbox whose stream has gone beyond its position. @returns how many there were. */
export async function wakeBehind(
  db: Db,
  mailboxes: Iterable<Mailbox>,
  wake: (mailbox: Mailbox) => void,
): Promise<number> {
  const waiting = [...mailboxes]
  let found = 0
  for (let start = 0; start < waiting.length; start += AT_ONCE) {
    const asked = new Map<string, { mailbox: Mailbox; position: number }>()
    for (const mailbox of waiting.slice(start, start + AT_ONCE)) {
      const position = positionOf(mailbox)
      if (position !== undefined) asked.set(mailbox.recipient, { mailbox, position })
    }
    if (asked.size === 0) continue
    const behind = await listBehind(db, {
      recipients: [...asked.keys()],
      positions: [...asked.values()].map(({ position }) => position),
    })
    for (const { recipient } of behind) {
      const { mailbox, position } = asked.get(recipient)!
      // What was read meanwhile needs no waking.
      if (positionOf(mailbox) !== position) continue
      found++
      wake(mailbox)
    }
  }
  return found
}
