import type { Executor, Tx } from '@groundwork/kit/db/database'
import { isCheckViolation } from '@groundwork/kit/db/errors'
import { forget, ownPractice } from '../cached.ts'
import type { Deps } from '../deps.ts'
import { inKnownZone } from '../time/time-zone.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'cache'>

/** A person's goals with what they practised in the periods of each, and the zone whose weeks and months these are. */
export async function list(on: Executor, now: Date, userId: number) {
  const rows = await inKnownZone(() => queries.listProgress(on, { userId, now }))
  return { timezone: rows[0]!.timezone, goals: rows.filter(isGoal) }
}

/** Sets a goal of a kind that the person has none of. */
export function set(deps: Needs, userId: number, kind: queries.GoalRow['kind'], target: number) {
  const now = deps.clock.now()
  return withinReach(deps, userId, async (tx) => {
    const inserted = await queries.insertGoal(tx, { userId, kind, target, now })
    if (!inserted) throw fail('goal.kind_taken')
    return get(tx, now, userId, inserted.goalId)
  })
}

/** Gives a goal of the person another target. @throws AppError `goal.not_found` */
export function change(deps: Needs, userId: number, goalId: number, target: number) {
  const now = deps.clock.now()
  return withinReach(deps, userId, async (tx) => {
    const changed = await queries.updateTarget(tx, { userId, goalId, target, now })
    if (changed === 0) throw fail('goal.not_found', { id: goalId })
    return get(tx, now, userId, goalId)
  })
}

/** @throws AppError `goal.not_found` */
export function remove(deps: Pick<Needs, 'db' | 'cache'>, userId: number, goalId: number): Promise<void> {
  return changing(deps, userId, async (tx) => {
    if ((await queries.deleteGoal(tx, { userId, goalId })) === 0) throw fail('goal.not_found', { id: goalId })
  })
}

async function get(on: Executor, now: Date, userId: number, goalId: number) {
  const rows = await inKnownZone(() => queries.listProgress(on, { userId, goalId, now }))
  return rows.find(isGoal)!
}

const isGoal = (row: queries.GoalRow): row is queries.GoalRow & { goalId: number } => row.goalId !== null

function changing<T>(deps: Pick<Needs, 'db' | 'cache'>, userId: number, work: (tx: Tx) => Promise<T>) {
  return deps.db.transaction((tx) => {
    tx.afterCommit(() => forget(deps, [ownPractice(userId)]))
    return work(tx)
  })
}

async function withinReach<T>(deps: Needs, userId: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await changing(deps, userId, work)
  } catch (error) {
    if (isCheckViolation(error, 'goals_within_reach')) throw fail('goal.out_of_reach')
    throw error
  }
}
