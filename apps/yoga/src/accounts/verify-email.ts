import { enqueue } from '@groundwork/kit/jobs/enqueue'
import { forget, ownAccount } from '../cached.ts'
import type { Deps } from '../deps.ts'
import { fail } from './errors.ts'
import { sendVerification } from './jobs.ts'
import { markVerified } from './queries.ts'

/** Marks the address that a token was sent to as verified; returns it. A token for a former address is worth nothing. */
export function verifyEmail(deps: Deps, token: string): Promise<string> {
  const { db, clock, signIn } = deps
  return db.transaction(async (tx) => {
    const use = await signIn.oneTimeTokens.consume(tx, 'verify_email', token)
    if (use.status === 'expired') throw fail('account.verification_token_expired')
    if (use.status === 'unknown') throw fail('account.verification_token_invalid')
    const userId = Number(use.subject)
    tx.afterCommit(() => forget(deps, [ownAccount(userId)]))
    const verified = await markVerified(tx, { userId, email: use.context ?? '', now: clock.now() })
    if (!verified) throw fail('account.verification_token_invalid')
    return verified.email
  })
}

/** Has the link sent again, if there is such an account that needs it. */
export function resendVerification({ db }: Deps, email: string): Promise<void> {
  return db.transaction((tx) =>
    enqueue(tx, sendVerification, { email }, { singletonKey: email.toLowerCase() }),
  )
}
