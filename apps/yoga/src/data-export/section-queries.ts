import { sql } from 'kysely'
import { first, many } from '../statements.ts'

/** Whose rows: as the tables of the product know somebody, and as those of sign-in, roles and the audit log do. */
export interface Owner {
  userId: number
  subject: string
}

export const readProfile = first(
  'data_export.profile',
  (_db, p: Owner) => sql<Record<string, unknown>>`
  select user_id, email, email_verified, name, experience_level, timezone, is_active, created_at, updated_at, last_login,
    deletion_requested_at
  from users where user_id = ${p.userId}`,
)

export const readPreferences = first('data_export.preferences', (db, p: Owner) =>
  db.selectFrom('users').select('preferences').where('userId', '=', p.userId),
)

/**
 * What stands in each section of the document, oldest first, under the names it has there. Other people are not in it: an
 * entry of the audit log tells only that somebody else had a part in it.
 */
export const sections = {
  roles: many(
    'data_export.roles',
    (_db, p: Owner) => sql<object>`
    select role, assigned_at from kit.role_assignments where subject = ${p.subject} order by role`,
  ),
  practice_sessions: many(
    'data_export.practice_sessions',
    (_db, p: Owner) => sql<object>`
    select session_id, kind, practice.sequence_id, sequences.name as sequence_name, exercise.name as breathing_exercise,
      state, started_at, completed_at, duration_seconds, poses_completed, total_poses
    from practice_sessions practice
    left join sequences using (sequence_id)
    left join breathing_exercises exercise using (breathing_exercise_id)
    where user_id = ${p.userId} order by started_at, session_id`,
  ),
  custom_sequences: many(
    'data_export.custom_sequences',
    (_db, p: Owner) => sql<object>`
    select sequence_id, name, description, difficulty_level, duration_minutes, focus_area, style, theme, image_url,
      created_at, updated_at,
      coalesce((select json_agg(json_build_object('position', position_order, 'pose_id', pose_id,
          'pose_name', name_english, 'duration_seconds', duration_seconds, 'side', side, 'notes', notes)
          order by position_order)
        from sequence_poses join poses using (pose_id)
        where sequence_poses.sequence_id = sequences.sequence_id), '[]') as poses
    from sequences where created_by = ${p.userId} order by sequence_id`,
  ),
  favorites: many(
    'data_export.favorites',
    (_db, p: Owner) => sql<object>`
    select sequence_id, name as sequence_name, favorites.created_at as added_at
    from favorites join sequences using (sequence_id)
    where user_id = ${p.userId} order by favorites.created_at, sequence_id`,
  ),
  goals: many(
    'data_export.goals',
    (_db, p: Owner) => sql<object>`
    select goal_id, kind, target, created_at, updated_at from goals where user_id = ${p.userId} order by goal_id`,
  ),
  achievements: many(
    'data_export.achievements',
    (_db, p: Owner) => sql<object>`
    select code, name, earned_at from user_achievements join achievements using (achievement_id)
    where user_id = ${p.userId} order by earned_at, position`,
  ),
  sign_in_sessions: many(
    'data_export.sign_in_sessions',
    (_db, p: Owner) => sql<object>`
    select created_at, last_seen_at, expires_at, ended_at, end_reason, remembered, user_agent, address
    from kit.auth_sessions where subject = ${p.subject} order by created_at, session_id`,
  ),
  api_keys: many(
    'data_export.api_keys',
    (_db, p: Owner) => sql<object>`
    select name, scopes, created_at, expires_at, last_used_at, revoked_at
    from kit.api_keys where subject = ${p.subject} order by created_at, key_id`,
  ),
  mailed_links: many(
    'data_export.mailed_links',
    (_db, p: Owner) => sql<object>`
    select purpose, context as sent_to, expires_at from kit.auth_one_time_tokens
    where subject = ${p.subject} order by purpose`,
  ),
  content_changes: many(
    'data_export.content_changes',
    (_db, p: Owner) => sql<object>`
    select kind, content_id, action, changed_at from content_versions
    where changed_by = ${p.userId} order by version_id`,
  ),
  audit_log: many(
    'data_export.audit_log',
    (_db, p: Owner) => sql<object>`
    select at, action, ${part('actor', p)} as "by", ${part('subject', p)} as "to", details from (
      select * from kit.audit_log where subject = ${p.subject}
      union all
      select * from kit.audit_log where actor = ${p.subject} and subject is distinct from ${p.subject}) entries
    order by audit_id`,
  ),
  exports: many(
    'data_export.exports',
    (_db, p: Owner) => sql<object>`
    select requested_at from data_exports where user_id = ${p.userId}`,
  ),
}

/** The part somebody had in an entry, without saying who else. */
function part(column: 'actor' | 'subject', p: Pick<Owner, 'subject'>) {
  const name = sql.ref(column)
  return sql`case when ${name} = ${p.subject} then 'you' when ${name} ~ '^\\d+$' then 'somebody else'
    else 'the system' end`
}
