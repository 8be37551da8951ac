import { sql } from 'kysely'
import { first } from '../statements.ts'

export const findStored = first('preferences.find', (db, p: { userId: number }) =>
  db.selectFrom('users').select('preferences').where('userId', '=', p.userId),
)

/** Adds what was chosen, a JSON object, to what was chosen before. */
export const mergeStored = first(
  'preferences.merge',
  (db, p: { userId: number; chosen: string; now: Date }) =>
    db
      .updateTable('users')
      .set({ preferences: sql`preferences || ${p.chosen}::jsonb`, updatedAt: p.now })
      .where('userId', '=', p.userId)
      .returning('preferences'),
)
