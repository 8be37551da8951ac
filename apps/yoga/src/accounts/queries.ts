import { sql } from 'kysely'
import { createGrants } from '@groundwork/kit/rbac/grants'
import { change, first } from '../statements.ts'

const COLUMNS = [
  'userId',
  'email',
  'name',
  'experienceLevel',
  'timezone',
  'emailVerified',
  'isActive',
  'deletionRequestedAt',
  'lastLogin',
  'createdAt',
] as const

const roles = createGrants().roles(sql<string>`users.user_id::text`)

export const findUser = first('accounts.find', (db, p: { userId: number }) =>
  db.selectFrom('users').select(COLUMNS).select(roles.as('roles')).where('userId', '=', p.userId),
)

/** The account of an address, in any case, with what is needed to sign in. */
export const findByEmail = first('accounts.find_by_email', (db, p: { email: string }) =>
  db
    .selectFrom('users')
    .select([...COLUMNS, 'passwordHash'])
    .select(roles.as('roles'))
    .where(sql`lower(email)`, '=', sql`lower(${p.email})`),
)

export interface NewUser {
  email: string
  name: string
  passwordHash: string
  experienceLevel: 'beginner' | 'intermediate' | 'advanced'
  now: Date
}

export const insertUser = first('accounts.insert', (db, p: NewUser) =>
  db
    .insertInto('users')
    .values({
      email: p.email,
      name: p.name,
      passwordHash: p.passwordHash,
      experienceLevel: p.experienceLevel,
      lastLogin: p.now,
      createdAt: p.now,
      updatedAt: p.now,
    })
    .returning(COLUMNS),
)

/** Notes a sign-in, unless the password was changed since it was checked. `nextHash` replaces an outdated hash. */
export const markSignedIn = change(
  'accounts.mark_signed_in',
  (db, p: { userId: number; checkedHash: string; nextHash: string; now: Date }) =>
    db
      .updateTable('users')
      .set({ lastLogin: p.now, passwordHash: p.nextHash })
      .where('userId', '=', p.userId)
      .where('passwordHash', '=', p.checkedHash)
      .where('isActive', '=', true),
)

export const findCredentials = first('accounts.find_credentials', (db, p: { userId: number }) =>
  db.selectFrom('users').select(['email', 'passwordHash']).where('userId', '=', p.userId),
)

/** Replaces a password that was checked, unless it was changed since. */
export const replacePassword = change(
  'accounts.replace_password',
  (db, p: { userId: number; checkedHash: string; nextHash: string; now: Date }) =>
    db
      .updateTable('users')
      .set({ passwordHash: p.nextHash, updatedAt: p.now })
      .where('userId', '=', p.userId)
      .where('passwordHash', '=', p.checkedHash),
)

/** Sets a password for whoever reads mail to `email`, if that is still the address of the account. */
export const resetPassword = change(
  'accounts.reset_password',
  (db, p: { userId: number; email: string; nextHash: string; now: Date }) =>
    db
      .updateTable('users')
      .set({ passwordHash: p.nextHash, updatedAt: p.now })
      .where('userId', '=', p.userId)
      .where(sql`lower(email)`, '=', sql`lower(${p.email})`),
)

/** Marks an address as verified, if it is still the address of the account. */
export const markVerified = first(
  'accounts.mark_verified',
  (db, p: { userId: number; email: string; now: Date }) =>
    db
      .updateTable('users')
      .set({ emailVerified: true, updatedAt: p.now })
      .where('userId', '=', p.userId)
      .where(sql`lower(email)`, '=', sql`lower(${p.email})`)
      .returning('email'),
)

export const lockUser = first('accounts.lock', (db, p: { userId: number }) =>
  db.selectFrom('users').select(COLUMNS).where('userId', '=', p.userId).forUpdate(),
)

export interface Profile {
  name: string
  email: string
  emailVerified: boolean
  experienceLevel: 'beginner' | 'intermediate' | 'advanced'
  timezone: string
}

export const updateUser = first('accounts.update', (db, p: Profile & { userId: number; now: Date }) =>
  db
    .updateTable('users')
    .set({
      name: p.name,
      email: p.email,
      emailVerified: p.emailVerified,
      experienceLevel: p.experienceLevel,
      timezone: p.timezone,
      updatedAt: p.now,
    })
    .where('userId', '=', p.userId)
    .returning(COLUMNS),
)
