import { z } from 'zod'
import { idNumber, Instant, integer } from '@groundwork/kit/http/coerce'
import { endpoint } from '@groundwork/kit/http/endpoint'

const RoleName = z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, 'must be the name of a role')

const Role = z
  .object({
    role: z.string(),
    description: z.string(),
    permissions: z.array(z.string()),
  })
  .meta({ id: 'Role' })

const Assignment = z
  .object({
    role: z.string(),
    assigned_by: z.string().meta({ description: 'A user id, or a name such as `command line`.' }),
    assigned_at: Instant,
  })
  .meta({ id: 'RoleAssignment' })

const Holder = z
  .object({
    user_id: z.int(),
    email: z.string(),
    name: z.string(),
    assigned_by: z.string(),
    assigned_at: Instant,
  })
  .meta({ id: 'RoleHolder' })

export const AuditDetail = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.string()).readonly(),
])

const AuditEntry = z
  .object({
    audit_id: z.int(),
    at: Instant,
    actor: z.string().meta({ description: 'Who did it: a user id, or a name such as `system`.' }),
    action: z.string(),
    subject: z.string().nullable().meta({ description: 'Whom it was done to: a user id.' }),
    details: z.record(z.string(), AuditDetail),
  })
  .meta({ id: 'AuditEntry' })

const userParams = z.object({ user_id: idNumber() })
const assignmentParams = userParams.extend({ role: RoleName })

export const listRoles = endpoint({
  id: 'roles.list',
  method: 'GET',
  path: '/admin/roles',
  summary: 'The roles and what each may do',
  permission: 'role.read',
  limit: 'user',
  responses: { 200: z.object({ roles: z.array(Role) }) },
  statements: 1,
  examples: [{ name: 'all roles', as: 'admin' }],
})

export const listHolders = endpoint({
  id: 'roles.list_holders',
  method: 'GET',
  path: '/admin/roles/:role/users',
  summary: 'Who has a role',
  permission: 'role.read',
  limit: 'user',
  params: z.object({ role: RoleName }),
  query: z.object({
    after: idNumber().optional().meta({ description: 'The `next` of the page before.' }),
    limit: integer(z.int().min(1).max(100)).default(20),
  }),
  responses: {
    200: z.object({
      users: z.array(Holder),
      next: z
        .int()
        .nullable()
        .meta({ description: 'Send it as `after` for the next page; null on the last.' }),
    }),
  },
  statements: 1,
  examples: [{ name: 'the administrators', as: 'admin', params: { role: 'admin' } }],
})

export const listAssignments = endpoint({
  id: 'roles.list_of_user',
  method: 'GET',
  path: '/admin/users/:user_id/roles',
  summary: 'The roles of somebody',
  permission: 'role.read',
  limit: 'user',
  params: userParams,
  responses: { 200: z.object({ user_id: z.int(), roles: z.array(Assignment) }) },
  errors: ['role.user_not_found'],
  statements: 1,
  examples: [
    { name: 'an administrator', as: 'admin', params: { user_id: 3 } },
    { name: 'nobody', as: 'admin', params: { user_id: 9999 }, answers: 'role.user_not_found' },
  ],
})

export const assignRole = endpoint({
  id: 'roles.assign',
  method: 'PUT',
  path: '/admin/users/:user_id/roles/:role',
  summary: 'Give somebody a role',
  description: 'Holds with their next request. Safe to repeat. Kept in the audit log.',
  permission: 'role.assign',
  scope: false,
  limit: 'user',
  params: assignmentParams,
  responses: { 204: null },
  errors: ['role.not_found', 'role.user_not_found'],
  statements: 3,
  examples: [
    { name: 'an editor', as: 'admin', params: { user_id: 2, role: 'editor' } },
    {
      name: 'a role that does not exist',
      as: 'admin',
      params: { user_id: 2, role: 'owner' },
      answers: 'role.not_found',
    },
    {
      name: 'nobody',
      as: 'admin',
      params: { user_id: 9999, role: 'editor' },
      answers: 'role.user_not_found',
    },
  ],
})

export const revokeRole = endpoint({
  id: 'roles.revoke',
  method: 'DELETE',
  path: '/admin/users/:user_id/roles/:role',
  summary: 'Take a role from somebody',
  description:
    'Holds with their next request. Safe to repeat. The last administrator who can sign in stays one.',
  permission: 'role.assign',
  scope: false,
  limit: 'user',
  params: assignmentParams,
  responses: { 204: null },
  errors: ['role.not_found', 'role.user_not_found', 'role.last_holder'],
  statements: 6,
  examples: [
    { name: 'an editor', as: 'admin', params: { user_id: 2, role: 'editor' } },
    {
      name: 'the last administrator',
      as: 'admin',
      params: { user_id: 3, role: 'admin' },
      answers: 'role.last_holder',
    },
    {
      name: 'a role that does not exist',
      as: 'admin',
      params: { user_id: 2, role: 'owner' },
      answers: 'role.not_found',
    },
    {
      name: 'nobody',
      as: 'admin',
      params: { user_id: 9999, role: 'editor' },
      answers: 'role.user_not_found',
    },
  ],
})

export const readAuditLog = endpoint({
  id: 'roles.audit_log',
  method: 'GET',
  path: '/admin/audit-log',
  summary: 'Who changed what, newest first',
  permission: 'audit.read',
  limit: 'user',
  query: z.object({
    actor: z.string().max(100).optional(),
    subject: z.string().max(100).optional(),
    action: z
      .string()
      .max(100)
      .optional()
      .meta({ examples: ['role.assigned'] }),
    before: integer(z.int().min(1))
      .optional()
      .meta({ description: 'Only older entries: the `next` of the page before.' }),
    limit: integer(z.int().min(1).max(100)).default(20),
  }),
  responses: {
    200: z.object({
      entries: z.array(AuditEntry),
      next: z
        .int()
        .nullable()
        .meta({ description: 'Send it as `before` for the next page; null on the last.' }),
    }),
  },
  statements: 1,
  examples: [{ name: 'given roles', as: 'admin', query: { action: 'role.assigned', limit: 2 } }],
})
