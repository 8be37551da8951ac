import { sql } from 'kysely'
import { first, many } from '../statements.ts'

export const findUser = first('roles.find_user', (db, p: { userId: number }) =>
  db.selectFrom('users').select(['userId', 'email']).where('userId', '=', p.userId),
)

export const findUserByEmail = first('roles.find_user_by_email', (db, p: { email: string }) =>
  db
    .selectFrom('users')
    .select(['userId', 'email', 'emailVerified', 'createdAt'])
    .where(sql`lower(email)`, '=', sql`lower(${p.email})`),
)

interface HeldRow {
  role: string
  assignedBy: string
  assignedAt: Date
}

/** The roles of an account by name; of an account without any, one row of nulls. */
export const listRolesOf = many(
  'roles.list_of_user',
  (_db, p: { userId: number }) => sql<HeldRow | { role: null }>`
  select role, assigned_by, assigned_at from users
  left join kit.role_assignments on subject = user_id::text
  where user_id = ${p.userId} order by role`,
)

export interface HolderRow {
  userId: number
  email: string
  name: string
  assignedBy: string
  assignedAt: Date
}

/** Accounts with a role, by id. */
export const listHolders = many<{ role: string; after: number; limit: number }, HolderRow>(
  'roles.list_holders',
  (db, p) =>
    db
      .selectFrom('users')
      .innerJoin(
        sql<{ userId: number; assignedBy: string; assignedAt: Date }>`(
          select subject::integer as user_id, assigned_by, assigned_at
          from kit.role_assignments where role = ${p.role})`.as('held'),
        'held.userId',
        'users.userId',
      )
      .select(['users.userId', 'email', 'name', 'held.assignedBy', 'held.assignedAt'])
      .where('users.userId', '>', p.after)
      .orderBy('users.userId')
      .limit(p.limit),
)

/** Whoever has a role as the only one among the accounts that can use it: those neither switched off nor about to be deleted. */
export const findLastHolder = first(
  'roles.find_last_holder',
  (_db, p: { role: string }) => sql<{ userId: number }>`
  select min(user_id) as user_id from kit.role_assignments held
  join users on users.user_id = held.subject::integer
  where held.role = ${p.role} and is_active and deletion_requested_at is null
  having count(*) = 1`,
)
