import { sql, type Expression } from 'kysely'

/**
 * What a subject may do, as SQL expressions of type `text[]` over the column that holds the subject, for whoever reads
 * it along with something else. `implied` are roles that everybody has without an assignment.
 */
export function createGrants({ implied = [] }: { implied?: readonly string[] } = {}) {
  return {
    roles: (subject: Expression<string>) => sql<string[]>`array(
      select unnest(${implied}::text[])
      union
      select assigned.role from kit.role_assignments assigned where assigned.subject = ${subject}
      order by 1)`,
    permissions: (subject: Expression<string>) => sql<string[]>`array(
      select distinct granted.permission from kit.role_permissions granted
      where granted.role = any (${implied}::text[])
        or granted.role in (select assigned.role from kit.role_assignments assigned where assigned.subject = ${subject}))`,
  }
}
