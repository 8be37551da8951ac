import { sql } from 'kysely'
import { containing } from '@groundwork/kit/db/like'
import { createGrants } from '@groundwork/kit/rbac/grants'
import { change, first, many } from '../statements.ts'

const COLUMNS = [
  'userId',
  'email',
  'name',
  'experienceLevel',
  'emailVerified',
  'isActive',
  'createdAt',
  'lastLogin',
  'deletionRequestedAt',
] as const

const roles = createGrants().roles(sql<string>`users.user_id::text`)

interface Listing {
  /** Part of the address or the name. */
  search?: string
  role?: string
  activeOnly?: true
  inactiveOnly?: true
  /** Only accounts older than this one. */
  before?: number
  limit: number
}

/** Accounts that match, the newest first. */
export const listUsers = many('users.list', (db, p: Listing, has) =>
  db
    .selectFrom('users')
    .select(COLUMNS)
    .select(roles.as('roles'))
    .$if(has('activeOnly'), (query) => query.where(sql<boolean>`is_active`))
    .$if(has('inactiveOnly'), (query) => query.where(sql<boolean>`not is_active`))
    .$if(has('search'), (query) =>
      query.where(
        sql<string>`fold(email || ' ' || name)`,
        'like',
        containing(sql<string>`fold(${p.search})`),
      ),
    )
    .$if(has('role'), (query) =>
      query.where(
        sql<boolean>`user_id in (select subject::integer from kit.role_assignments where role = ${p.role})`,
      ),
    )
    .$if(has('before'), (query) => query.where('userId', '<', p.before!))
    .orderBy('userId', 'desc')
    .limit(p.limit),
)

export const findUser = first('users.find', (db, p: { userId: number }) =>
  db.selectFrom('users').select(COLUMNS).select(roles.as('roles')).where('userId', '=', p.userId),
)

/** Makes changes of one account wait for each other. */
export const lockUser = first('users.lock', (db, p: { userId: number }) =>
  db.selectFrom('users').select('isActive').where('userId', '=', p.userId).forNoKeyUpdate(),
)

export const updateActivation = change(
  'users.update_activation',
  (db, p: { userId: number; isActive: boolean; now: Date }) =>
    db.updateTable('users').set({ isActive: p.isActive, updatedAt: p.now }).where('userId', '=', p.userId),
)
