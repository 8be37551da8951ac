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
