import type { Clock } from '@groundwork/kit/clock/clock'
import type { Db } from '@groundwork/kit/db/database'
import { createAuditLog } from '@groundwork/kit/rbac/audit-log'
import { createRoles } from '@groundwork/kit/rbac/roles'
import { roles as declared } from '../permissions.ts'
import { grant } from './roles.ts'

interface Writer {
  write: (text: string) => unknown
}

export interface GrantRoleCommand {
  /** Opens the database; it is closed when the command ends. Not called when the arguments are wrong. */
  open: () => Promise<Db>
  clock: Clock
  /** Where the result (`stdout`) and errors (`stderr`) go: `process` will do. */
  out: { stdout: Writer; stderr: Writer }
}

const DONE = 0
const FAILED = 1
const NOT_UNDERSTOOD = 2
const ROLES = Object.keys(declared).join(' or ')
const USAGE = `Usage: npm run grant-role -- <email> [role]

Gives a role to an account that exists. The role is ${ROLES}; admin when it is left out.
`

/**
 * Gives a role to the account of an address, with the words after the program's name. Returns the exit code: 0 done,
 * 1 failed, 2 not understood.
 */
export async function runGrantRole(argv: readonly string[], command: GrantRoleCommand): Promise<number> {
  const { stdout, stderr } = command.out
  const [email, role = 'admin', ...others] = argv
  if (email === undefined || !email.includes('@') || !(role in declared) || others.length > 0) {
    stderr.write(USAGE)
    return NOT_UNDERSTOOD
  }
  try {
    const db = await command.open()
    try {
      stdout.write(await carryOut(db, command.clock, email, role))
      return DONE
    } finally {
      await db.close()
    }
  } catch (error) {
    stderr.write(`${(error as Error).message}\n`)
    return FAILED
  }
}

async function carryOut(db: Db, clock: Clock, email: string, role: string): Promise<string> {
  const roles = createRoles({ clock, audit: createAuditLog({ clock }) })
  await roles.sync(db, declared)
  const user = await grant({ db, signIn: { roles } }, email, role)
  const who = `User ${user.userId}, ${user.email}, registered ${user.createdAt.toISOString().slice(0, 10)}`
  const address = user.emailVerified ? 'address verified' : 'address not verified'
  return `${who}, ${address}, ${user.isNew ? 'now has' : 'already had'} the role ${role}.\n`
}
