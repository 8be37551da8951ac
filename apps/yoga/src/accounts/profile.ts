import type { Executor } from '@groundwork/kit/db/database'
import { isUniqueViolation } from '@groundwork/kit/db/errors'
import { fail as failRequest } from '@groundwork/kit/http/errors'
import { enqueue } from '@groundwork/kit/jobs/enqueue'
import { sendMail } from '@groundwork/kit/mail/send-mail'
import type { Actor } from '../actor.ts'
import { forget, ownAccount, ownPractice } from '../cached.ts'
import type { Deps } from '../deps.ts'
import { fail } from './errors.ts'
import { sendVerification } from './jobs.ts'
import { addressChangedMail } from './mails.ts'
import * as queries from './queries.ts'
import type { Profile } from './queries.ts'

/** The account of whoever is signed in. */
export async function read(on: Executor, { userId }: Actor) {
  const user = await queries.findUser(on, { userId })
  if (!user) throw failRequest('auth.required')
  return user
}

/**
 * Changes what is given. Another address counts as not verified: a link goes there, a notice to the former one, and the
 * links that were sent to that one stop working. A change of capitals is no other address.
 */
export function update(deps: Deps, actor: Actor, changes: Partial<Omit<Profile, 'emailVerified'>>) {
  const { db, clock, signIn } = deps
  const { userId, subject } = actor
  return db
    .transaction(async (tx) => {
      const before = await queries.lockUser(tx, { userId })
      if (!before) throw failRequest('auth.required')
      // Their days begin where they live.
      tx.afterCommit(() => forget(deps, [ownAccount(userId), ownPractice(userId)]))
      const { name, email, experienceLevel, timezone } = { ...before, ...changes }
      const moved = email.toLowerCase() !== before.email.toLowerCase()
      const emailVerified = before.emailVerified && !moved
      const profile = { name, email, emailVerified, experienceLevel, timezone }
      const user = (await queries.updateUser(tx, { userId, ...profile, now: clock.now() }))!
      if (moved) {
        await signIn.oneTimeTokens.withdraw(tx, subject)
        enqueue(tx, sendVerification, { email })
        enqueue(tx, sendMail, addressChangedMail(before.email))
      }
      return user
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error, 'users_email') ? fail('account.email_taken') : error
    })
}
