import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { PracticeSessions } from '../../generated/database.ts'
import { change, first } from '../statements.ts'

const COLUMNS = [
  'sessionId',
  'userId',
  'sequenceId',
  'state',
  'startedAt',
  'completedAt',
  'durationSeconds',
  'posesCompleted',
  'totalPoses',
  'kind',
] as const
const columns = sql.join(COLUMNS.map((column) => sql.ref(column)))

export type SessionRow = Pick<Selectable<PracticeSessions>, (typeof COLUMNS)[number]>

/** Over all sessions of a person. */
export interface Totals {
  started: number
  completed: number
  completedSeconds: number
  /** Practised in sessions that ended after `dayStart`. */
  daySeconds: number
}

/** Makes starts and ends of one person's sessions wait for each other. */
export const lockPractice = change('practice_sessions.lock_user', (db, p: { userId: number }) =>
  db.selectFrom('users').select('userId').where('userId', '=', p.userId).forNoKeyUpdate(),
)

/**
 * Opens a session and closes the one that was open, if there was; nothing when the person may not practise the sequence. Asking how
 * many were closed makes the insert wait for it: never are two open.
 */
export const openSession = first(
  'practice_sessions.open',
  (_db, p: { userId: number; sequenceId: number | null; startedAt: Date }) => sql<SessionRow>`
  with practised as (
    select sequence_id, (
      select count(*)::int from sequence_poses join poses using (pose_id)
      where sequence_poses.sequence_id = sequences.sequence_id and poses.is_published
    ) as total_poses
    from sequences
    where sequence_id = ${p.sequenceId} and (is_preset and is_published or created_by = ${p.userId})
    union all
    select null, null where ${p.sequenceId}::int is null
  ), closed as (
    update practice_sessions set state = 'abandoned'
    where user_id = ${p.userId} and state = 'in_progress'
    returning session_id
  )
  insert into practice_sessions (user_id, sequence_id, total_poses, started_at)
  select ${p.userId}::int, sequence_id, total_poses, ${p.startedAt}::timestamptz
  from practised where (select count(*) from closed) >= 0
  returning ${columns}`,
)

interface InADay {
  userId: number
  dayStart: Date
}

/** The session that a statement returns, with the totals of its person, in which it counts as it is returned. */
const withTotals = (statement: RawBuilder<unknown>, p: InADay) => sql<SessionRow & Totals>`
  with ended as (${statement}), sessions as (
    select state, duration_seconds, completed_at from ended
    union all
    select state, duration_seconds, completed_at from practice_sessions
    where user_id = ${p.userId} and session_id not in (select session_id from ended)
  ), totals as (
    select count(*)::int as started,
      (count(*) filter (where state = 'completed'))::int as completed,
      coalesce(sum(duration_seconds) filter (where state = 'completed'), 0)::int as completed_seconds,
      coalesce(sum(duration_seconds) filter (where completed_at > ${p.dayStart}), 0)::int as day_seconds
    from sessions
  )
  select * from ended, totals`

export interface Ending extends InADay {
  sessionId: number
  state: 'completed' | 'partial' | 'abandoned'
  completedAt: Date
  /** It is taken to have started by then. */
  latestStart: Date
  durationSeconds: number
  posesCompleted: number | null
}

/** Ends a session that has not ended. */
export const endSession = first('practice_sessions.end', (_db, p: Ending) =>
  withTotals(
    sql`update practice_sessions
    set state = ${p.state}, started_at = least(started_at, ${p.latestStart}), completed_at = ${p.completedAt},
      duration_seconds = ${p.durationSeconds}, poses_completed = ${p.posesCompleted}
    where user_id = ${p.userId} and session_id = ${p.sessionId} and completed_at is null
    returning ${columns}`,
    p,
  ),
)

export const findSession = first('practice_sessions.find', (_db, p: InADay & { sessionId: number }) =>
  withTotals(
    sql`select ${columns} from practice_sessions where user_id = ${p.userId} and session_id = ${p.sessionId}`,
    p,
  ),
)

export interface EndedSession extends InADay {
  startedAt: Date
  completedAt: Date
  durationSeconds: number
  posesCompleted: number | null
  kind: 'poses' | 'breathing'
  breathingExerciseId: number | null
}

export const insertEnded = first('practice_sessions.insert_ended', (_db, p: EndedSession) =>
  withTotals(
    sql`insert into practice_sessions
      (user_id, state, started_at, completed_at, duration_seconds, poses_completed, kind, breathing_exercise_id)
    values (${p.userId}, 'completed', ${p.startedAt}, ${p.completedAt}, ${p.durationSeconds}, ${p.posesCompleted},
      ${p.kind}, ${p.breathingExerciseId})
    returning ${columns}`,
    p,
  ),
)

/** The owner of a session, to tell a wrong id from somebody else's. */
export const findOwner = first('practice_sessions.find_owner', (db, p: { sessionId: number }) =>
  db.selectFrom('practiceSessions').select('userId').where('sessionId', '=', p.sessionId),
)

/** Saves the time practised so far, unless the session has ended. */
export const saveDuration = first(
  'practice_sessions.save_duration',
  (db, p: { userId: number; sessionId: number; durationSeconds: number }) =>
    db
      .updateTable('practiceSessions')
      .set({ durationSeconds: p.durationSeconds })
      .where('userId', '=', p.userId)
      .where('sessionId', '=', p.sessionId)
      .where('state', '=', 'in_progress')
      .returning(COLUMNS),
)

export const findOpen = first(
  'practice_sessions.find_open',
  (db, p: { userId: number; startedAfter: Date }) =>
    db
      .selectFrom('practiceSessions')
      .select(COLUMNS)
      .where('userId', '=', p.userId)
      .where('state', '=', 'in_progress')
      .where('startedAt', '>', p.startedAfter),
)
