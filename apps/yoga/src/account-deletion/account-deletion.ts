import { enqueue } from '@groundwork/kit/jobs/enqueue'
import { sendMail } from '@groundwork/kit/mail/send-mail'
import { confirmPassword } from '../accounts/confirm-password.ts'
import { deletionCancelledMail, deletionRequestedMail } from '../accounts/mails.ts'
import * as profile from '../accounts/profile.ts'
import type { Actor } from '../actor.ts'
import { forget, ownAccount } from '../cached.ts'
import type { Deps } from '../deps.ts'
import { refuseLastAdministrator } from '../roles/last-administrator.ts'
import { deletionAt } from './grace.ts'
import * as queries from './queries.ts'

/** Begins the days of grace of an account, signs it out everywhere and says so by mail; returns when it is deleted. */
export async function request(deps: Deps, actor: Actor, password: string): Promise<Date> {
  const { config, db, clock, signIn } = deps
  const { userId, subject } = actor
  await confirmPassword(deps, actor, password)
  return db.transaction(async (tx) => {
    await refuseLastAdministrator(tx, signIn, userId)
    const { email, deletionRequestedAt } = (await queries.markLeaving(tx, { userId, now: clock.now() }))!
    const at = deletionAt(deletionRequestedAt)!
    tx.afterCommit(() => forget(deps, [ownAccount(userId)]))
    await signIn.sessions.revokeAll(tx, subject, 'deletion_requested')
    await signIn.oneTimeTokens.withdraw(tx, subject)
    await signIn.audit.record(tx, { actor: subject, action: 'account.deletion_requested', subject })
    enqueue(tx, sendMail, deletionRequestedMail(config, email, at))
    return at
  })
}

/** Keeps an account after all; nothing happens when nobody asked to delete it. Returns the account. */
export async function cancel(deps: Deps, actor: Actor) {
  const { db, clock, signIn } = deps
  const { userId, subject } = actor
  return db.transaction(async (tx) => {
    const kept = await queries.unmarkLeaving(tx, { userId, now: clock.now() })
    if (kept) {
      await signIn.audit.record(tx, { actor: subject, action: 'account.deletion_cancelled', subject })
      enqueue(tx, sendMail, deletionCancelledMail(kept.email))
      tx.afterCommit(() => signIn.forget({ subject }))
      tx.afterCommit(() => forget(deps, [ownAccount(userId)]))
    }
    return profile.read(tx, actor)
  })
}
