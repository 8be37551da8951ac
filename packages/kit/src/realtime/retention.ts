import type { Db, Tx } from '../db/database.ts'
import { deleteOldMessages, deleteStream } from './queries.ts'

const AT_ONCE = 1_000

/**
 * Removes settled messages made before an instant, for a schedule to call. Clients whose position is older are told that they
 * could not recover. @returns how many were removed.
 */
export async function deleteMessagesBefore(db: Db, before: Date): Promise<number> {
  let total = 0
  for (;;) {
    const { deleted } = (await deleteOldMessages(db, { before, limit: AT_ONCE }))!
    total += deleted
    if (deleted < AT_ONCE) return total
  }
}

/** Removes every message of a recipient and forgets the position: for the deletion of an account. */
export async function forgetRecipient(tx: Tx, recipient: string): Promise<void> {
  await deleteStream(tx, { recipient })
}
