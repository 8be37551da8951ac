import type { Clock } from '../clock/clock.ts'
import type { Db, Tx } from '../db/database.ts'
import type { AuditLog } from './audit-log.ts'
import { fail } from './errors.ts'
import * as queries from './role-queries.ts'
import type { AssignmentRow, RoleRow } from './role-queries.ts'

/** The roles of an app, as its code declares them. */
export type DeclaredRoles = Readonly<Record<string, { description: string; permissions: readonly string[] }>>

export interface RoleOptions {
  clock: Clock
  audit: AuditLog
  /** Hears, once it is committed, whose permissions changed; without a subject, everybody's may have. */
  onChanged?: (who: { subject?: string }) => void
}

export interface RoleChange {
  subject: string
  role: string
  /** Who asks for it: a subject, or a name such as `system`. */
  by: string
}

/** Which roles there are and who has them. Every change is in the audit log, in the same transaction. */
export interface Roles {
  /**
   * Makes the roles in the database what the code declares, and returns what changed as `role:permission`. Run at each
   * start. A role the code no longer declares keeps its holders and loses its permissions, so that a rollback restores it.
   */
  sync: (db: Db, declared: DeclaredRoles) => Promise<{ added: string[]; removed: string[] }>
  /** All roles, by name. */
  list: (on: Db | Tx) => Promise<RoleRow[]>
  /** Gives a role; false when the subject has it already. @throws AppError `role.not_found` */
  assign: (tx: Tx, change: RoleChange) => Promise<boolean>
  /** Takes a role away; false when the subject does not have it. @throws AppError `role.not_found` */
  revoke: (tx: Tx, change: RoleChange) => Promise<boolean>
  /**
   * Makes whoever takes this role away wait until the transaction ends, so that it can rely on who else has it: for
   * rules such as one that the last administrator stays. @throws AppError `role.not_found`
   */
  lock: (tx: Tx, role: string) => Promise<void>
  /** Takes every role away, for the deletion of an account. */
  revokeAll: (tx: Tx, change: Omit<RoleChange, 'role'>) => Promise<void>
  /** What was assigned to a subject, by name of the role. */
  listOf: (on: Db | Tx, subject: string) => Promise<AssignmentRow[]>
  /** Who has a role, by subject; `after` is the subject that ended the previous page. */
  listHolders: (
    on: Db | Tx,
    page: { role: string; after?: string; limit: number },
  ) => Promise<AssignmentRow[]>
}

export function createRoles({ clock, audit, onChanged }: RoleOptions): Roles {
  const changed = (tx: Tx, who: { subject?: string }) => tx.afterCommit(() => onChanged?.(who))

  const lock = async (tx: Tx, role: string) => {
    if ((await queries.lockRole(tx, { role })) === undefined) throw fail('role.not_found', { role })
  }

  return {
    sync: (db, declared) =>
      db.transaction(async (tx) => {
        await queries.lockRoles(tx, {})
        const rows = await queries.replaceRoles(tx, { declared: JSON.stringify(declared) })
        const named = (change: 'added' | 'removed') =>
          rows.filter((row) => row.change === change).map(({ role, permission }) => `${role}:${permission}`)
        const changes = { added: named('added'), removed: named('removed') }
        if (rows.length > 0)
          await audit.record(tx, { actor: 'system', action: 'roles.synced', details: changes })
        changed(tx, {})
        return changes
      }),

    list: (on) => queries.listRoles(on, {}),

    assign: async (tx, { subject, role, by }) => {
      const result = await queries.insertAssignment(tx, {
        subject,
        role,
        assignedBy: by,
        assignedAt: clock.now(),
      })
      if (!result?.exists) throw fail('role.not_found', { role })
      if (!result.added) return false
      await audit.record(tx, { actor: by, action: 'role.assigned', subject, details: { role } })
      changed(tx, { subject })
      return true
    },

    lock,

    revoke: async (tx, { subject, role, by }) => {
      await lock(tx, role)
      if ((await queries.deleteAssignment(tx, { subject, role })) === 0) return false
      await audit.record(tx, { actor: by, action: 'role.revoked', subject, details: { role } })
      changed(tx, { subject })
      return true
    },

    revokeAll: async (tx, { subject, by }) => {
      const removed = await queries.deleteAssignments(tx, { subject })
      if (removed.length === 0) return
      await audit.record(tx, {
        actor: by,
        action: 'roles.revoked',
        subject,
        details: { roles: removed.map(({ role }) => role) },
      })
      changed(tx, { subject })
    },

    listOf: (on, subject) => queries.listAssignments(on, { subject }),
    listHolders: queries.listHolders,
  }
}
