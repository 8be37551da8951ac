import type { z } from 'zod'
import { deletionAt } from '../account-deletion/grace.ts'
import type { ManagedUser } from './contract.ts'
import type { findUser } from './queries.ts'

type Row = NonNullable<Awaited<ReturnType<typeof findUser>>>

/** An account as administrators see it. */
export const toManagedUser = (row: Row): z.input<typeof ManagedUser> => ({
  user_id: row.userId,
  email: row.email,
  name: row.name,
  experience_level: row.experienceLevel,
  email_verified: row.emailVerified,
  roles: row.roles,
  is_active: row.isActive,
  created_at: row.createdAt.toISOString(),
  last_login: row.lastLogin?.toISOString() ?? null,
  deletion_at: deletionAt(row.deletionRequestedAt)?.toISOString() ?? null,
})
