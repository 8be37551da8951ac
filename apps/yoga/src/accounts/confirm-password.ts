import type { Actor } from '../actor.ts'
import type { Deps } from '../deps.ts'
import { fail } from './errors.ts'
import { refuseLocked } from './refuse-locked.ts'
import * as queries from './queries.ts'

/** What wrong guesses are counted by: apart from sign-in, so that a stolen session cannot lock its owner out. */
export const guessesOf = (subject: string): string => `password of ${subject}`

/**
 * Makes sure that whoever is signed in knows the password; returns its address and the hash that was checked.
 * @throws AppError `account.wrong_current_password`, or `account.locked` after five wrong ones.
 */
export async function confirmPassword({ db, clock, signIn }: Deps, actor: Actor, password: string) {
  const guesses = guessesOf(actor.subject)
  refuseLocked(clock, await signIn.lockout.lockedUntil(db, guesses))
  const { email, passwordHash: checkedHash } = (await queries.findCredentials(db, { userId: actor.userId }))!
  const { matches } = await signIn.passwords.verify(password, checkedHash)
  if (!matches) {
    refuseLocked(clock, await signIn.lockout.failed(db, guesses))
    throw fail('account.wrong_current_password')
  }
  refuseLocked(clock, await signIn.lockout.succeeded(db, guesses))
  return { email, checkedHash }
}
