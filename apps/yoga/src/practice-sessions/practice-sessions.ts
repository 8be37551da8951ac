import type { Db, Executor, Tx } from '@groundwork/kit/db/database'
import { emit } from '@groundwork/kit/events/emit'
import { forget, forgetOnceCommitted, ownPractice } from '../cached.ts'
import type { Deps } from '../deps.ts'
import { fail as failSequence } from '../sequences/errors.ts'
import { MAX_DURATION_S } from './contract.ts'
import { fail } from './errors.ts'
import { practiceSessionEnded } from './events.ts'
import * as queries from './queries.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'cache'>

const DAY_S = 86_400

/** Starts a session; `sequenceId` null is free practice. An open session is closed as abandoned. */
export function start(deps: Needs, userId: number, sequenceId: number | null) {
  return deps.db.transaction(async (tx) => {
    const opening = { userId, sequenceId, startedAt: deps.clock.now() }
    const session = await inTurn(tx, userId, () => queries.openSession(tx, opening))
    if (!session) throw failSequence('sequence.not_found', { id: sequenceId! })
    tx.afterCommit(() => forget(deps, [ownPractice(userId)]))
    return session
  })
}

export interface Completion {
  sessionId: number
  durationSeconds: number
  posesCompleted: number | null
  state: 'completed' | 'partial' | 'abandoned'
}

/**
 * Ends a session and returns it with the person's totals; a session that has ended is returned as it is. One that was closed
 * because another was started may still be ended: the practice took place. A client that was offline reports more time than has
 * passed here: the session is then taken to have started earlier.
 */
export function complete(deps: Needs, userId: number, completion: Completion) {
  const { sessionId, durationSeconds, state } = completion
  const completedAt = deps.clock.now()
  const latestStart = secondsBefore(completedAt, durationSeconds)
  const dayStart = secondsBefore(completedAt, DAY_S)
  return deps.db.transaction(async (tx) => {
    const ending = { userId, ...completion, completedAt, latestStart, dayStart }
    const session = await inTurn(tx, userId, () => queries.endSession(tx, ending))
    if (!session) {
      await refuseForeign(tx, userId, sessionId)
      return (await queries.findSession(tx, { userId, sessionId, dayStart }))!
    }
    refuseLongDay(session)
    if (state === 'abandoned') tx.afterCommit(() => forget(deps, [ownPractice(userId)]))
    else emit(tx, practiceSessionEnded, { userId, sessionId })
    return session
  })
}

/** Saves the time practised so far in an open session. */
export async function pause(
  deps: Pick<Needs, 'db' | 'cache'>,
  userId: number,
  sessionId: number,
  durationSeconds: number,
) {
  const session = await queries.saveDuration(deps.db, { userId, sessionId, durationSeconds })
  if (!session) {
    await refuseForeign(deps.db, userId, sessionId)
    throw fail('practice_session.already_ended')
  }
  await forgetOnceCommitted(deps, [ownPractice(userId)])
  return session
}

/** The open session. One that is older than a session can last counts as left behind. */
export async function current(db: Db, now: Date, userId: number) {
  const session = await queries.findOpen(db, { userId, startedAfter: secondsBefore(now, MAX_DURATION_S) })
  if (!session) throw fail('practice_session.none_active')
  return session
}

export interface EndedPractice {
  durationSeconds: number
  posesCompleted: number | null
  completedAt: Date
  /** The exercise, when it was a breathing practice. */
  breathingExerciseId?: number
}

/** Records a free practice, or a breathing practice, that ended at `completedAt`. */
export function record({ db, clock }: Needs, userId: number, practice: EndedPractice) {
  const now = clock.now()
  const { completedAt, durationSeconds, breathingExerciseId = null } = practice
  if (completedAt > now) throw fail('practice_session.in_the_future')
  const ended = {
    userId,
    ...practice,
    startedAt: secondsBefore(completedAt, durationSeconds),
    kind: breathingExerciseId === null ? ('poses' as const) : ('breathing' as const),
    breathingExerciseId,
    dayStart: secondsBefore(now, DAY_S),
  }
  return db.transaction(async (tx) => {
    const session = (await inTurn(tx, userId, () => queries.insertEnded(tx, ended)))!
    refuseLongDay(session)
    emit(tx, practiceSessionEnded, { userId, sessionId: session.sessionId })
    return session
  })
}

/**
 * Lets changes of one person's practice take turns, so that each sees what the others did. The lock is a statement of its own: one
 * that waits for it does not see what was committed meanwhile. Both go out at once, and the database carries them out in order.
 */
async function inTurn<T>(tx: Tx, userId: number, change: () => Promise<T>): Promise<T> {
  const [, changed] = await Promise.all([queries.lockPractice(tx, { userId }), change()])
  return changed
}

/** @throws when the session is not this person's. */
async function refuseForeign(on: Executor, userId: number, sessionId: number): Promise<void> {
  const session = await queries.findOwner(on, { sessionId })
  if (!session) throw fail('practice_session.not_found', { id: sessionId })
  if (session.userId !== userId) throw fail('practice_session.not_yours')
}

function refuseLongDay({ daySeconds }: queries.Totals): void {
  if (daySeconds > DAY_S) throw fail('practice_session.day_exceeded')
}

const secondsBefore = (instant: Date, seconds: number) => new Date(instant.getTime() - seconds * 1000)
