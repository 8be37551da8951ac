import type { Tx } from '@groundwork/kit/db/database'
import { fail } from '@groundwork/kit/rbac/errors'
import type { SignIn } from '../sign-in.ts'
import * as queries from './queries.ts'

/** The role that gives roles. */
export const ADMINISTRATOR = 'admin'

/**
 * Keeps one administrator who can sign in: nobody could give the role back once nobody has it. Stands before whatever
 * takes the role, or the use of it, from an account. Two that happen at once wait for each other.
 * @throws AppError `role.last_holder`
 */
export async function refuseLastAdministrator(
  tx: Tx,
  { roles }: Pick<SignIn, 'roles'>,
  userId: number,
): Promise<void> {
  await roles.lock(tx, ADMINISTRATOR)
  const last = await queries.findLastHolder(tx, { role: ADMINISTRATOR })
  if (last?.userId === userId) throw fail('role.last_holder', { role: ADMINISTRATOR })
}
