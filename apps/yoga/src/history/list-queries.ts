import { page } from '@groundwork/kit/db/page'
import { many } from '../statements.ts'
import { within, zoneOf, type Period } from './period-sql.ts'

export type State = 'in_progress' | 'completed' | 'partial' | 'abandoned'

export interface HistoryFilter extends Period {
  userId: number
  states?: readonly State[]
  timezone?: string
  kind?: 'poses' | 'breathing'
}

const COLUMNS = [
  'practiceSessions.sessionId',
  'practiceSessions.userId',
  'practiceSessions.sequenceId',
  'practiceSessions.state',
  'practiceSessions.startedAt',
  'practiceSessions.completedAt',
  'practiceSessions.durationSeconds',
  'practiceSessions.posesCompleted',
  'practiceSessions.totalPoses',
  'sequences.name as sequenceName',
  'sequences.difficultyLevel as sequenceDifficulty',
  'sequences.focusArea as sequenceFocusArea',
  'practiceSessions.kind',
  'breathingExercises.slug as breathingExercise',
  'breathingExercises.name as breathingExerciseName',
] as const

type Order = readonly { by: 'startedAt' | 'durationSeconds' | 'sessionId'; descending?: boolean }[]

/** A page of a person's sessions, with what is known of their sequences and exercises. */
const listBy = (sort: string, order: Order) =>
  many(`history.list_${sort}`, (db, p: HistoryFilter & { offset: number; limit: number }, has) => {
    let matching = db
      .selectFrom('practiceSessions')
      .leftJoin('sequences', 'sequences.sequenceId', 'practiceSessions.sequenceId')
      .leftJoin(
        'breathingExercises',
        'breathingExercises.breathingExerciseId',
        'practiceSessions.breathingExerciseId',
      )
      .where('practiceSessions.userId', '=', p.userId)
    if (has('kind')) matching = matching.where('kind', '=', p.kind!)
    if (has('states')) matching = matching.where('state', '=', (eb) => eb.fn.any(eb.val(p.states)))
    for (const condition of within(p, has, zoneOf(p))) matching = matching.where(condition)
    const ordered = order.reduce(
      (query, { by, descending }) => query.orderBy(`practiceSessions.${by}`, descending ? 'desc' : 'asc'),
      matching.select(COLUMNS),
    )
    return page(db, matching, ordered.offset(p.offset).limit(p.limit), order)
  })

/** The pages of a history, by the order they are asked for in. Read the rows with `splitPage`. */
export const pagesBy = {
  newest: listBy('newest', [
    { by: 'startedAt', descending: true },
    { by: 'sessionId', descending: true },
  ]),
  oldest: listBy('oldest', [{ by: 'startedAt' }, { by: 'sessionId' }]),
  longest: listBy('longest', [
    { by: 'durationSeconds', descending: true },
    { by: 'startedAt', descending: true },
    { by: 'sessionId', descending: true },
  ]),
  shortest: listBy('shortest', [
    { by: 'durationSeconds' },
    { by: 'startedAt', descending: true },
    { by: 'sessionId', descending: true },
  ]),
}
