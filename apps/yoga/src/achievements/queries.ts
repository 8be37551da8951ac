import { sql } from 'kysely'
import type { Achievements } from '../../generated/database.ts'
import { change, many } from '../statements.ts'
import { progressOf } from './progress-sql.ts'

export interface AchievementRow {
  achievementId: number
  code: string
  name: string
  description: string
  type: Achievements['type']
  thresholdValue: number
  category: Achievements['category']
  icon: string
}

export interface ProgressRow extends AchievementRow {
  value: number
  target: number
  earnedAt: Date | null
}

/** Every achievement in its order, with what one person has of it. */
export const listProgress = many(
  'achievements.list_progress',
  (_db, p: { userIds: readonly number[]; now: Date }) => sql<ProgressRow>`
  with ${progressOf(p)}
  select achievement_id, code, name, description, type, threshold_value, category, icon, value, target, earned_at
  from progress left join user_achievements using (user_id, achievement_id)
  order by position`,
)

/** What a person has earned, latest first. */
export const listEarned = many('achievements.list_earned', (db, p: { userId: number }) =>
  db
    .selectFrom('userAchievements')
    .innerJoin('achievements', 'achievements.achievementId', 'userAchievements.achievementId')
    .select([
      'achievements.achievementId',
      'code',
      'name',
      'description',
      'type',
      'thresholdValue',
      'category',
      'icon',
      'earnedAt',
    ])
    .where('userId', '=', p.userId)
    .orderBy('earnedAt', 'desc')
    .orderBy('position'),
)

export interface Award {
  userId: number
  achievementId: number
  code: string
}

/** Gives people what they have reached and do not have yet; returns what they were given. */
export const insertEarned = many(
  'achievements.insert_earned',
  (_db, p: { userIds: readonly number[]; now: Date }) => sql<Award>`
  with ${progressOf(p)}, earned as (
    insert into user_achievements (user_id, achievement_id, earned_at)
    select user_id, achievement_id, ${p.now} from progress where is_reached
    on conflict do nothing
    returning user_id, achievement_id
  )
  select user_id, achievement_id, code from earned join achievements using (achievement_id)
  order by user_id, position`,
)

/** The ids that follow `afterUserId`, in their order, of people whose time zone the database knows. */
export const listUserIds = many(
  'achievements.list_user_ids',
  (_db, p: { afterUserId: number; limit: number }) => sql<{ userId: number }>`
  select user_id from users
  where user_id > ${p.afterUserId} and timezone in (select name from pg_timezone_names)
  order by user_id limit ${p.limit}`,
)

/** Marks new achievements as given to those who had reached them; the number of those that were not. */
export const markBackfilled = change('achievements.mark_backfilled', (db, _p: object) =>
  db.updateTable('achievements').set({ isBackfilled: true }).where('isBackfilled', '=', false),
)
