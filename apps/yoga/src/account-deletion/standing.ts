import { sql, type Expression } from 'kysely'

/** Whether an account is about to be deleted, as SQL over its subject: `leaving`, or null. */
export const standing = (subject: Expression<string>) => sql<'leaving' | null>`(
  select 'leaving' from users where user_id = ${subject}::integer and deletion_requested_at is not null)`
