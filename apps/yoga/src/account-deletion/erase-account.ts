import { eraseJobs } from '@groundwork/kit/jobs/erase-jobs'
import { guessesOf } from '../accounts/confirm-password.ts'
import { fileNameOf } from '../data-export/data-export.ts'
import type { Deps } from '../deps.ts'
import { dueWhenRequestedBy } from './grace.ts'
import * as queries from './queries.ts'

const LISTED_AT_ONCE = 1000

/** The accounts that are due to be deleted, in groups. */
export async function* listDue({ db, clock }: Pick<Deps, 'db' | 'clock'>): AsyncGenerator<number[]> {
  const requestedBy = dueWhenRequestedBy(clock.now())
  for (let afterUserId = 0; ;) {
    const rows = await queries.listDue(db, { requestedBy, afterUserId, limit: LISTED_AT_ONCE })
    if (rows.length === 0) return
    yield rows.map(({ userId }) => userId)
    afterUserId = rows.at(-1)!.userId
  }
}

/**
 * Erases everything of an account whose days of grace are over, in one transaction; nothing happens when they are not, or when
 * it is gone. What stays, without a name: its id in the audit log and in the history of content.
 */
export async function erase(
  { db, clock, signIn, keptAnswers, exports }: Deps,
  userId: number,
): Promise<void> {
  const exported = await db.transaction(async (tx) => {
    const account = await queries.lockDue(tx, { userId, requestedBy: dueWhenRequestedBy(clock.now()) })
    if (!account) return undefined
    const { email } = account
    const subject = String(userId)
    await signIn.sessions.erase(tx, subject)
    await signIn.apiKeys.erase(tx, subject)
    await signIn.oneTimeTokens.withdraw(tx, subject)
    await signIn.lockout.unlock(tx, email.toLowerCase())
    await signIn.lockout.unlock(tx, guessesOf(subject))
    await signIn.roles.revokeAll(tx, { subject, by: 'system' })
    await keptAnswers.erase(tx, subject)
    await eraseJobs(tx, { email, to: email, userId })
    const exported = await fileNameOf(tx, userId)
    await queries.deleteUser(tx, { userId })
    await signIn.audit.record(tx, { actor: 'system', action: 'account.erased', subject })
    return exported
  })
  if (exported !== undefined) await exports.remove(exported)
}
