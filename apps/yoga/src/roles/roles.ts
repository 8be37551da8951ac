import type { AuditFilter, AuditRow } from '@groundwork/kit/rbac/audit-log'
import type { Actor } from '../actor.ts'
import type { Deps } from '../deps.ts'
import type { SignIn } from '../sign-in.ts'
import { fail } from './errors.ts'
import { ADMINISTRATOR, refuseLastAdministrator } from './last-administrator.ts'
import { pageOf } from './page-of.ts'
import * as queries from './queries.ts'

type Needs = Pick<Deps, 'db'> & { signIn: Pick<SignIn, 'roles'> }

/** Gives a role to an account; nothing happens when it has it. */
export function assign({ db, signIn }: Needs, actor: Actor, userId: number, role: string): Promise<void> {
  return db.transaction(async (tx) => {
    if (!(await queries.findUser(tx, { userId }))) throw fail('role.user_not_found', { user: userId })
    await signIn.roles.assign(tx, { subject: String(userId), role, by: actor.subject })
  })
}

/** Takes a role from an account; nothing happens when it has not got it. The last administrator stays one. */
export function revoke({ db, signIn }: Needs, actor: Actor, userId: number, role: string): Promise<void> {
  return db.transaction(async (tx) => {
    if (!(await queries.findUser(tx, { userId }))) throw fail('role.user_not_found', { user: userId })
    if (role === ADMINISTRATOR) await refuseLastAdministrator(tx, signIn, userId)
    await signIn.roles.revoke(tx, { subject: String(userId), role, by: actor.subject })
  })
}

/** The roles of an account. */
export async function listOf({ db }: Pick<Deps, 'db'>, userId: number) {
  const rows = await queries.listRolesOf(db, { userId })
  if (rows.length === 0) throw fail('role.user_not_found', { user: userId })
  return rows.filter((row) => row.role !== null)
}

/** A page of the accounts with a role, and where the next one begins. */
export async function listHolders({ db }: Pick<Deps, 'db'>, role: string, after: number, limit: number) {
  const rows = await queries.listHolders(db, { role, after, limit: limit + 1 })
  return pageOf(rows, limit, ({ userId }) => userId)
}

/** A page of the audit log, and where the next one begins. */
export async function readAuditLog(
  { db, signIn }: Pick<Deps, 'db' | 'signIn'>,
  { limit, ...filter }: AuditFilter,
) {
  const rows: AuditRow[] = await signIn.audit.list(db, { ...filter, limit: limit + 1 })
  return pageOf(rows, limit, ({ auditId }) => auditId)
}

/**
 * Gives a role to the account of an address on behalf of whoever may run commands on the server: the way the first
 * administrator comes to be. Returns the account, and whether the role is new to it.
 */
export function grant({ db, signIn }: Needs, email: string, role: string) {
  return db.transaction(async (tx) => {
    const user = await queries.findUserByEmail(tx, { email })
    if (!user) throw fail('role.user_not_found', { user: email })
    const isNew = await signIn.roles.assign(tx, { subject: String(user.userId), role, by: 'command line' })
    return { ...user, isNew }
  })
}
