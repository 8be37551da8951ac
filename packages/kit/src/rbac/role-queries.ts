import { sql } from 'kysely'
import { statementsFor } from '../db/statements.ts'
import type { RoleTables } from './tables.ts'

const { many, first, change } = statementsFor<RoleTables>()

/** A role and what it permits. */
export interface RoleRow {
  role: string
  description: string
  /** In alphabetical order. */
  permissions: string[]
}

/** A role that a subject has. */
export interface AssignmentRow {
  subject: string
  role: string
  /** Who gave it: a subject, or a name such as `system`. */
  assignedBy: string
  assignedAt: Date
}

/** Lets one change of the declared roles happen at a time; readers and assignments go on. */
export const lockRoles = change('role.lock_all', (db) => ({
  compile: () => sql`lock table kit.roles in share row exclusive mode`.compile(db),
}))

/** Makes roles and permissions what `declared` says, a JSON object of role → { description, permissions }. Returns what changed. */
export const replaceRoles = many('role.replace_all', (db, p: { declared: string }) => ({
  compile: () =>
    sql<{ change: 'added' | 'removed'; role: string; permission: string }>`
      with declared as (
        select entry.key as role, entry.value as definition from jsonb_each(${p.declared}::jsonb) entry
      ), granted as (
        select role, jsonb_array_elements_text(definition -> 'permissions') as permission from declared
      ), written as (
        insert into kit.roles (role, description) select role, definition ->> 'description' from declared
        on conflict (role) do update set description = excluded.description where roles.description <> excluded.description
      ), added as (
        insert into kit.role_permissions (role, permission) select role, permission from granted
        on conflict do nothing
        returning role, permission
      ), removed as (
        delete from kit.role_permissions held
        where not exists (select from granted where granted.role = held.role and granted.permission = held.permission)
        returning role, permission
      )
      select 'added' as change, role, permission from added
      union all
      select 'removed', role, permission from removed
      order by change, role, permission`.compile(db),
}))

export const listRoles = many('role.list', (db, _p: object) =>
  db
    .selectFrom('kit.roles')
    .select([
      'role',
      'description',
      sql<
        string[]
      >`array(select p.permission from kit.role_permissions p where p.role = roles.role order by 1)`.as(
        'permissions',
      ),
    ])
    .orderBy('role'),
)

/** Assigns a role that exists; says whether it exists and whether the subject did not have it. */
export const insertAssignment = first('role.insert_assignment', (db, p: AssignmentRow) =>
  db
    .with('known', (cte) => cte.selectFrom('kit.roles').select('role').where('role', '=', p.role))
    .with('added', (cte) =>
      cte
        .insertInto('kit.roleAssignments')
        .columns(['subject', 'role', 'assignedBy', 'assignedAt'])
        .expression((known) =>
          known
            .selectFrom('known')
            .select([
              sql<string>`${p.subject}::text`.as('subject'),
              'role',
              sql<string>`${p.assignedBy}::text`.as('assignedBy'),
              sql<Date>`${p.assignedAt}::timestamptz`.as('assignedAt'),
            ]),
        )
        .onConflict((conflict) => conflict.doNothing())
        .returning('role'),
    )
    .selectNoFrom((row) => [
      row.exists(row.selectFrom('known').select('role')).as('exists'),
      row.exists(row.selectFrom('added').select('role')).as('added'),
    ]),
)

/** Holds a role's row until the end of the transaction, so that its holders are counted by one flow at a time. */
export const lockRole = first('role.lock', (db, p: { role: string }) =>
  db.selectFrom('kit.roles').select('role').where('role', '=', p.role).forNoKeyUpdate(),
)

export const deleteAssignment = change('role.delete_assignment', (db, p: { subject: string; role: string }) =>
  db.deleteFrom('kit.roleAssignments').where('subject', '=', p.subject).where('role', '=', p.role),
)

export const deleteAssignments = many('role.delete_assignments', (db, p: { subject: string }) =>
  db.deleteFrom('kit.roleAssignments').where('subject', '=', p.subject).returning('role'),
)

export const listAssignments = many('role.list_assignments', (db, p: { subject: string }) =>
  db
    .selectFrom('kit.roleAssignments')
    .select(['subject', 'role', 'assignedBy', 'assignedAt'])
    .where('subject', '=', p.subject)
    .orderBy('role'),
)

/** Who has a role, by subject, after one of them. */
export const listHolders = many<{ role: string; after?: string; limit: number }, AssignmentRow>(
  'role.list_holders',
  (db, p, has) =>
    db
      .selectFrom('kit.roleAssignments')
      .select(['subject', 'role', 'assignedBy', 'assignedAt'])
      .where('role', '=', p.role)
      .$if(has('after'), (query) => query.where('subject', '>', p.after))
      .orderBy('subject')
      .limit(p.limit),
)
