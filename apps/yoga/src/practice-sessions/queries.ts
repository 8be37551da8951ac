import { sql } from 'kysely'
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

/** Makes starts and ends of one person's sessions wait for each other. */
export const lockPractice = change('practice_sessions.lock_user', (db, p: { userId: number }) =>
  db.selectFrom('users').select('userId').where('userId', '=', p.userId).forNoKeyUpdate(),
)

/** The sequence, when this person may practise it, with the number of its poses that are published. */
export const findPracticable = first(
  'practice_sessions.find_practicable',
  (db, p: { userId: number; sequenceId: number }) =>
    db
      .selectFrom('sequences')
      .select((eb) => [
        'sequenceId',
        eb
          .selectFrom('sequencePoses')
          .innerJoin('poses', 'poses.poseId', 'sequencePoses.poseId')
          .select(sql<number>`count(*)::int`.as('count'))
          .whereRef('sequencePoses.sequenceId', '=', 'sequences.sequenceId')
          .where('poses.isPublished', '=', true)
          .as('totalPoses'),
      ])
      .where('sequenceId', '=', p.sequenceId)
      .where((eb) =>
        eb.or([
          eb.and([eb('isPreset', '=', true), eb('isPublished', '=', true)]),
          eb('createdBy', '=', p.userId),
        ]),
      ),
)

/** Closes the open session, if there is one. */
export const abandonOpen = change('practice_sessions.abandon_open', (db, p: { userId: number }) =>
  db
    .updateTable('practiceSessions')
    .set({ state: 'abandoned' })
    .where('userId', '=', p.userId)
    .where('state', '=', 'in_progress'),
)

export const insertOpen = first(
  'practice_sessions.insert_open',
  (db, p: { userId: number; sequenceId: number | null; totalPoses: number | null; startedAt: Date }) =>
    db
      .insertInto('practiceSessions')
      .values({
        userId: p.userId,
        sequenceId: p.sequenceId,
        totalPoses: p.totalPoses,
        startedAt: p.startedAt,
      })
      .returning(COLUMNS),
)

export const insertEnded = first(
  'practice_sessions.insert_ended',
  (
    db,
    p: {
      userId: number
      startedAt: Date
      completedAt: Date
      durationSeconds: number
      posesCompleted: number | null
      kind: 'poses' | 'breathing'
      breathingExerciseId: number | null
    },
  ) =>
    db
      .insertInto('practiceSessions')
      .values({
        userId: p.userId,
        startedAt: p.startedAt,
        completedAt: p.completedAt,
        durationSeconds: p.durationSeconds,
        posesCompleted: p.posesCompleted,
        kind: p.kind,
        breathingExerciseId: p.breathingExerciseId,
        state: 'completed',
      })
      .returning(COLUMNS),
)

export const lockSession = first('practice_sessions.lock', (db, p: { userId: number; sessionId: number }) =>
  db
    .selectFrom('practiceSessions')
    .select(COLUMNS)
    .where('userId', '=', p.userId)
    .where('sessionId', '=', p.sessionId)
    .forUpdate(),
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

export interface Ending {
  userId: number
  sessionId: number
  state: 'completed' | 'partial' | 'abandoned'
  startedAt: Date
  completedAt: Date
  durationSeconds: number
  posesCompleted: number | null
}

export const endSession = first('practice_sessions.end', (db, p: Ending) =>
  db
    .updateTable('practiceSessions')
    .set({
      state: p.state,
      startedAt: p.startedAt,
      completedAt: p.completedAt,
      durationSeconds: p.durationSeconds,
      posesCompleted: p.posesCompleted,
    })
    .where('userId', '=', p.userId)
    .where('sessionId', '=', p.sessionId)
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

/** Totals over a person's sessions, and the seconds practised since `dayStart`. */
export const sumSessions = first('practice_sessions.sum', (db, p: { userId: number; dayStart: Date }) =>
  db
    .selectFrom('practiceSessions')
    .select([
      sql<number>`count(*)::int`.as('started'),
      sql<number>`(count(*) filter (where state = 'completed'))::int`.as('completed'),
      sql<number>`coalesce(sum(duration_seconds) filter (where state = 'completed'), 0)::int`.as(
        'completedSeconds',
      ),
      sql<number>`coalesce(sum(duration_seconds) filter (where completed_at > ${p.dayStart}), 0)::int`.as(
        'daySeconds',
      ),
    ])
    .where('userId', '=', p.userId),
)
