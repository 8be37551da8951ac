import type { Db, Executor, Tx } from '@groundwork/kit/db/database'
import { emit } from '@groundwork/kit/events/emit'
import { forget, ownPractice } from '../cached.ts'
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
    tx.afterCommit(() => forget(deps, [ownPractice(userId)]))
    const sequence = sequenceId === null ? null : await getPracticable(tx, userId, sequenceId)
    await queries.lockPractice(tx, { userId })
    await queries.abandonOpen(tx, { userId })
    const totalPoses = sequence?.totalPoses ?? null
    return (await queries.insertOpen(tx, { userId, sequenceId, totalPoses, startedAt: deps.clock.now() }))!
  })
}

export interface Completion {
  sessionId: number
  durationSeconds: number
  posesCompleted: number | null
  status: 'completed' | 'partial' | 'abandoned'
}

/**
 * Ends a session; a session that has ended is returned as it is. One that was closed because another was started
 * may still be ended: the practice took place.
 */
export function complete(deps: Needs, userId: number, completion: Completion) {
  const { db, clock } = deps
  return db.transaction(async (tx) => {
    tx.afterCommit(() => forget(deps, [ownPractice(userId)]))
    const open = await getOwn(tx, userId, completion.sessionId)
    const ended =
      open.completedAt === null ? await end(tx, clock.now(), open.startedAt, userId, completion) : open
    const totals = await sumWithinADay(tx, userId, clock.now())
    if (open.completedAt === null && ended.state !== 'abandoned') {
      await emit(tx, practiceSessionEnded, { userId, sessionId: ended.sessionId })
    }
    return { session: ended, totals }
  })
}

/** Saves the time practised so far in an open session. */
export function pause(
  deps: Pick<Needs, 'db' | 'cache'>,
  userId: number,
  sessionId: number,
  durationSeconds: number,
) {
  return deps.db.transaction(async (tx) => {
    tx.afterCommit(() => forget(deps, [ownPractice(userId)]))
    const saved = await queries.saveDuration(tx, { userId, sessionId, durationSeconds })
    if (saved) return saved
    await getOwn(tx, userId, sessionId)
    throw fail('practice_session.already_ended')
  })
}

/** The open session. One that is older than a session can last counts as left behind. */
export async function current(db: Db, now: Date, userId: number) {
  const startedAfter = new Date(now.getTime() - MAX_DURATION_S * 1000)
  const session = await queries.findOpen(db, { userId, startedAfter })
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
export function record(
  { db, clock }: Needs,
  userId: number,
  { completedAt, durationSeconds, posesCompleted, breathingExerciseId }: EndedPractice,
) {
  if (completedAt > clock.now()) throw fail('practice_session.in_the_future')
  const startedAt = new Date(completedAt.getTime() - durationSeconds * 1000)
  return db.transaction(async (tx) => {
    const session = (await queries.insertEnded(tx, {
      userId,
      startedAt,
      completedAt,
      durationSeconds,
      posesCompleted,
      kind: breathingExerciseId === undefined ? 'poses' : 'breathing',
      breathingExerciseId: breathingExerciseId ?? null,
    }))!
    await sumWithinADay(tx, userId, clock.now())
    await emit(tx, practiceSessionEnded, { userId, sessionId: session.sessionId })
    return session
  })
}

/** A client that was offline reports more time than has passed here: the session is then taken to have started earlier. */
async function end(tx: Tx, now: Date, startedAt: Date, userId: number, completion: Completion) {
  const latestStart = new Date(now.getTime() - completion.durationSeconds * 1000)
  const { sessionId, durationSeconds, posesCompleted, status: state } = completion
  const start = startedAt < latestStart ? startedAt : latestStart
  const ending = {
    userId,
    sessionId,
    state,
    durationSeconds,
    posesCompleted,
    startedAt: start,
    completedAt: now,
  }
  return (await queries.endSession(tx, ending))!
}

async function getOwn(tx: Tx, userId: number, sessionId: number) {
  const session = await queries.lockSession(tx, { userId, sessionId })
  if (session) return session
  if (await queries.findOwner(tx, { sessionId })) throw fail('practice_session.not_yours')
  throw fail('practice_session.not_found', { id: sessionId })
}

async function getPracticable(on: Executor, userId: number, sequenceId: number) {
  const sequence = await queries.findPracticable(on, { userId, sequenceId })
  if (!sequence) throw failSequence('sequence.not_found', { id: sequenceId })
  return sequence
}

async function sumWithinADay(tx: Tx, userId: number, now: Date) {
  const totals = (await queries.sumSessions(tx, {
    userId,
    dayStart: new Date(now.getTime() - DAY_S * 1000),
  }))!
  if (totals.daySeconds > DAY_S) throw fail('practice_session.day_exceeded')
  return totals
}
