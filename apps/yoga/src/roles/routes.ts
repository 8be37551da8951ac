import { handle } from '../handle.ts'
import { assignRole, listAssignments, listHolders, listRoles, readAuditLog, revokeRole } from './contract.ts'
import * as roles from './roles.ts'

export const roleRoutes = [
  handle(listRoles, async ({ deps }) => ({ roles: await deps.signIn.roles.list(deps.db) })),
  handle(listHolders, async ({ deps, params, query }) => {
    const { items, next } = await roles.listHolders(deps, params.role, query.after ?? 0, query.limit)
    return {
      users: items.map(({ userId, ...holder }) => ({ user_id: userId, ...toAssignment(holder) })),
      next,
    }
  }),
  handle(listAssignments, async ({ deps, params }) => ({
    user_id: params.user_id,
    roles: (await roles.listOf(deps, params.user_id)).map(toAssignment),
  })),
  handle(assignRole, ({ deps, actor, params }) => roles.assign(deps, actor, params.user_id, params.role)),
  handle(revokeRole, ({ deps, actor, params }) => roles.revoke(deps, actor, params.user_id, params.role)),
  handle(readAuditLog, async ({ deps, query }) => {
    const { items, next } = await roles.readAuditLog(deps, query)
    const entries = items.map(({ auditId, at, ...entry }) => ({
      audit_id: auditId,
      at: at.toISOString(),
      ...entry,
    }))
    return { entries, next }
  }),
]

function toAssignment<T extends { assignedBy: string; assignedAt: Date }>({
  assignedBy,
  assignedAt,
  ...rest
}: T) {
  return { ...rest, assigned_by: assignedBy, assigned_at: assignedAt.toISOString() }
}
