// Generated from the API document by npm run generate; changes are lost.
import type { Caller } from '../../client.ts'
import { method } from '../../methods.ts'
import type { AuditEntry, Role, RoleAssignment, RoleHolder } from './schemas.ts'

/** Answer of `roles.list`. */
export interface RolesListAnswer {
  roles: readonly Role[]
}

/** Why `roles.list` may fail. */
export type RolesListError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'

/** Params of `roles.list_holders`. */
export interface RolesListHoldersParams {
  role: string
}

/** Query of `roles.list_holders`. */
export interface RolesListHoldersQuery {
  /** The `next` of the page before. */
  after?: number
  /** `20` when absent. */
  limit?: number
}

/** Answer of `roles.list_holders`. */
export interface RolesListHoldersAnswer {
  users: readonly RoleHolder[]
  /** Send it as `after` for the next page; null on the last. */
  next: number | null
}

/** Why `roles.list_holders` may fail. */
export type RolesListHoldersError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'

/** Params of `roles.list_of_user`. */
export interface RolesListOfUserParams {
  user_id: number
}

/** Answer of `roles.list_of_user`. */
export interface RolesListOfUserAnswer {
  user_id: number
  roles: readonly RoleAssignment[]
}

/** Why `roles.list_of_user` may fail. */
export type RolesListOfUserError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'role.user_not_found'

/** Params of `roles.assign`. */
export interface RolesAssignParams {
  user_id: number
  role: string
}

/** Why `roles.assign` may fail. */
export type RolesAssignError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'role.not_found'
  | 'role.user_not_found'

/** Params of `roles.revoke`. */
export interface RolesRevokeParams {
  user_id: number
  role: string
}

/** Why `roles.revoke` may fail. */
export type RolesRevokeError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'idempotency.in_progress'
  | 'idempotency.key_reused'
  | 'limit.exceeded'
  | 'request.invalid'
  | 'request.malformed_key'
  | 'request.too_large'
  | 'request.unsupported_media_type'
  | 'role.last_holder'
  | 'role.not_found'
  | 'role.user_not_found'

/** Query of `roles.audit_log`. */
export interface RolesAuditLogQuery {
  actor?: string
  subject?: string
  action?: string
  /** Only older entries: the `next` of the page before. */
  before?: number
  /** `20` when absent. */
  limit?: number
}

/** Answer of `roles.audit_log`. */
export interface RolesAuditLogAnswer {
  entries: readonly AuditEntry[]
  /** Send it as `before` for the next page; null on the last. */
  next: number | null
}

/** Why `roles.audit_log` may fail. */
export type RolesAuditLogError =
  | 'account.deletion_pending'
  | 'auth.forbidden'
  | 'auth.out_of_scope'
  | 'auth.required'
  | 'limit.exceeded'
  | 'request.invalid'

/** The operations of `roles`. */
export const roles = (caller: Caller) => ({
  /**
   * The roles and what each may do.
   * Needs the permission `role.read`.
   */
  list: method<object, RolesListAnswer, RolesListError>(caller, {
    id: 'roles.list',
    method: 'GET',
    path: '/api/v1/admin/roles',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded'],
  }),

  /**
   * Who has a role.
   * Needs the permission `role.read`.
   */
  listHolders: method<{ params: RolesListHoldersParams; query?: RolesListHoldersQuery }, RolesListHoldersAnswer, RolesListHoldersError>(caller, {
    id: 'roles.list_holders',
    method: 'GET',
    path: '/api/v1/admin/roles/{role}/users',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid'],
  }),

  /**
   * The roles of somebody.
   * Needs the permission `role.read`.
   */
  listOfUser: method<{ params: RolesListOfUserParams }, RolesListOfUserAnswer, RolesListOfUserError>(caller, {
    id: 'roles.list_of_user',
    method: 'GET',
    path: '/api/v1/admin/users/{user_id}/roles',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid', 'role.user_not_found'],
  }),

  /**
   * Give somebody a role.
   * Holds with their next request. Safe to repeat. Kept in the audit log.
   * Needs the permission `role.assign`.
   */
  assign: method<{ params: RolesAssignParams }, undefined, RolesAssignError>(caller, {
    id: 'roles.assign',
    method: 'PUT',
    path: '/api/v1/admin/users/{user_id}/roles/{role}',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'role.not_found', 'role.user_not_found'],
  }),

  /**
   * Take a role from somebody.
   * Holds with their next request. Safe to repeat. The last administrator who can sign in stays one.
   * Needs the permission `role.assign`.
   */
  revoke: method<{ params: RolesRevokeParams }, undefined, RolesRevokeError>(caller, {
    id: 'roles.revoke',
    method: 'DELETE',
    path: '/api/v1/admin/users/{user_id}/roles/{role}',
    takesKey: true,
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'idempotency.in_progress', 'idempotency.key_reused', 'limit.exceeded', 'request.invalid', 'request.malformed_key', 'request.too_large', 'request.unsupported_media_type', 'role.last_holder', 'role.not_found', 'role.user_not_found'],
  }),

  /**
   * Who changed what, newest first.
   * Needs the permission `audit.read`.
   */
  auditLog: method<{ query?: RolesAuditLogQuery }, RolesAuditLogAnswer, RolesAuditLogError>(caller, {
    id: 'roles.audit_log',
    method: 'GET',
    path: '/api/v1/admin/audit-log',
    errors: ['account.deletion_pending', 'auth.forbidden', 'auth.out_of_scope', 'auth.required', 'limit.exceeded', 'request.invalid'],
  }),
})
