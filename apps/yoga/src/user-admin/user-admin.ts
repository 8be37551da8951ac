import type { Actor } from '../actor.ts'
import type { Deps } from '../deps.ts'
import { pageOf } from '../roles/page-of.ts'
import { refuseLastAdministrator } from '../roles/last-administrator.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'

export interface UserFilter {
  search?: string | undefined
  role?: string | undefined
  /** True for those that are not switched off, false for those that are. */
  active?: boolean | undefined
  before?: number | undefined
  limit: number
}

/** A page of the accounts that match, the newest first, and where the next one begins. */
export async function list({ db }: Pick<Deps, 'db'>, { active, ...filter }: UserFilter) {
  const only =
    active === undefined ? {} : active ? { activeOnly: true as const } : { inactiveOnly: true as const }
  const rows = await queries.listUsers(db, { ...filter, ...only, limit: filter.limit + 1 })
  return pageOf(rows, filter.limit, ({ userId }) => userId)
}

/**
 * Switches an account off or on; nothing happens when it is. Off ends every session, every API key and what was sent by mail, in the
 * transaction that also makes a sign-in under way fail.
 */
export function setActivation({ db, clock, signIn }: Deps, actor: Actor, userId: number, isActive: boolean) {
  return db.transaction(async (tx) => {
    const before = await queries.lockUser(tx, { userId })
    if (!before) throw fail('user.not_found', { id: userId })
    if (before.isActive !== isActive) {
      const subject = String(userId)
      if (!isActive) await refuseLastAdministrator(tx, signIn, userId)
      await queries.updateActivation(tx, { userId, isActive, now: clock.now() })
      if (!isActive) {
        await signIn.sessions.revokeAll(tx, subject, 'account_switched_off')
        await signIn.apiKeys.revokeAll(tx, subject)
        await signIn.oneTimeTokens.withdraw(tx, subject)
      }
      const action = isActive ? 'account.switched_on' : 'account.switched_off'
      await signIn.audit.record(tx, { actor: actor.subject, action, subject })
    }
    return (await queries.findUser(tx, { userId }))!
  })
}
