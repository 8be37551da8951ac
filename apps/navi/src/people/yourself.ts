import type { Db } from '@groundwork/kit/db/database'
import { forgetRecipient } from '@groundwork/kit/realtime/retention'
import type { Actor } from '../actor.ts'
import type { Deps } from '../deps.ts'
import { unpair } from '../pairing/pairing.ts'
import { fail } from './errors.ts'
import { deleteUser, findUser } from './queries.ts'

/**
 * What is known of somebody who asks for themselves.
 * @throws AppError `user.user_not_found`, for everybody else too
 */
export async function findYourself(db: Db, userId: string, asked: string) {
  const user = asked.toLowerCase() === userId ? await findUser(db, { userId }) : undefined
  if (!user) throw fail('user.user_not_found')
  return user
}

/** Ends the session of a request, and its live connections. */
export async function signOut(
  { db, signIn, realtime }: Pick<Deps, 'db' | 'signIn' | 'realtime'>,
  { userId, sessionId }: Actor,
): Promise<void> {
  await signIn.sessions.revoke(db, userId, sessionId, 'signed_out')
  realtime.endSessions(userId, sessionId)
}

/**
 * Removes every trace of somebody who asks for it; the partner is told that they are alone.
 * @throws AppError `user.user_not_found`, for everybody else too
 */
export async function eraseYourself(
  deps: Pick<Deps, 'db' | 'clock' | 'signIn' | 'realtime'>,
  userId: string,
  asked: string,
): Promise<void> {
  if (asked.toLowerCase() !== userId) throw fail('user.user_not_found')
  await unpair(deps, userId)
  await deps.db.transaction(async (tx) => {
    await deps.signIn.sessions.erase(tx, userId)
    await forgetRecipient(tx, userId)
    await deleteUser(tx, { userId })
  })
  deps.realtime.endSessions(userId)
}
