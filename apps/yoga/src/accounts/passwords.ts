import { enqueue } from '@groundwork/kit/jobs/enqueue'
import { sendMail } from '@groundwork/kit/mail/send-mail'
import type { Actor } from '../actor.ts'
import type { Deps } from '../deps.ts'
import { confirmPassword } from './confirm-password.ts'
import { fail } from './errors.ts'
import { sendPasswordReset } from './jobs.ts'
import { passwordChangedMail } from './mails.ts'
import { refuseWeak } from './password-rules.ts'
import * as queries from './queries.ts'

/** Has a link to set a new password sent, if there is such an account. */
export function forgot({ db }: Deps, email: string): Promise<void> {
  return db.transaction((tx) =>
    enqueue(tx, sendPasswordReset, { email }, { singletonKey: email.toLowerCase() }),
  )
}

/** Sets a new password with a mailed token, ends every session and lifts the lock; returns the address of the account. */
export async function reset(deps: Deps, token: string, newPassword: string): Promise<string> {
  const { config, db, clock, signIn } = deps
  refuseWeak(newPassword)
  const nextHash = await signIn.passwords.hash(newPassword)
  return db.transaction(async (tx) => {
    const use = await signIn.oneTimeTokens.consume(tx, 'reset_password', token)
    if (use.status === 'expired') throw fail('account.reset_token_expired')
    if (use.status === 'unknown') throw fail('account.reset_token_invalid')
    const { subject, context } = use
    const email = context ?? ''
    const changed = await queries.resetPassword(tx, {
      userId: Number(subject),
      email,
      nextHash,
      now: clock.now(),
    })
    if (changed === 0) throw fail('account.reset_token_invalid')
    await signIn.sessions.revokeAll(tx, subject, 'password_reset')
    await signIn.lockout.unlock(tx, email.toLowerCase())
    enqueue(tx, sendMail, passwordChangedMail(config, email))
    return email
  })
}

/** Changes the password of whoever knows the current one, and ends the other sessions; returns the address. */
export async function change(deps: Deps, actor: Actor, currentPassword: string, newPassword: string) {
  const { config, db, clock, signIn } = deps
  const { userId, subject } = actor
  const { email, checkedHash } = await confirmPassword(deps, actor, currentPassword)
  refuseWeak(newPassword)
  const nextHash = await signIn.passwords.hash(newPassword)
  await db.transaction(async (tx) => {
    const replaced = await queries.replacePassword(tx, { userId, checkedHash, nextHash, now: clock.now() })
    if (replaced === 0) throw fail('account.wrong_current_password')
    await signIn.sessions.revokeAll(tx, subject, 'password_changed', { except: actor.sessionId })
    await signIn.oneTimeTokens.withdraw(tx, subject, 'reset_password')
    enqueue(tx, sendMail, passwordChangedMail(config, email))
  })
  return email
}
