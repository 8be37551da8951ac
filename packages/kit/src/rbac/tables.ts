import type { Generated } from 'kysely'

/** The tables of roles and of the audit log, as statements see them. */
export interface RoleTables {
  'kit.roles': { role: string; description: string }
  'kit.rolePermissions': { role: string; permission: string }
  'kit.roleAssignments': { subject: string; role: string; assignedBy: string; assignedAt: Date }
  'kit.auditLog': {
    auditId: Generated<number>
    at: Date
    actor: string
    action: string
    subject: string | null
    details: unknown
  }
}
