import type { Db, Executor } from '@groundwork/kit/db/database'
import { isCheckViolation } from '@groundwork/kit/db/errors'
import type { Deps } from '../deps.ts'
import { inKnownZone } from '../time/time-zone.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

/** A person's goals with what they practised in the periods of each, and the zone whose weeks and months these are. */
export async function list(on: Executor, now: Date, userId: number) {
  const rows = await inKnownZone(() => queries.listProgress(on, { userId, now }))
  return { timezone: rows[0]!.timezone, goals: rows.filter(isGoal) }
}

/** Sets a goal of a kind that the person has none of. */
export function set({ db, clock }: Needs, userId: number, kind: queries.GoalRow['kind'], target: number) {
  return withinReach(db, async (tx) => {
    const inserted = await queries.insertGoal(tx, { userId, kind, target, now: clock.now() })
    if (!inserted) throw fail('goal.kind_taken')
    return get(tx, clock.now(), userId, inserted.goalId)
  })
}

export function change({ db, clock }: Needs, userId: number, goalId: number, target: number) {
  return withinReach(db, async (tx) => {
    const changed = await queries.updateTarget(tx, { userId, goalId, target, now: clock.now() })
    if (changed === 0) throw fail('goal.not_found', { id: goalId })
    return get(tx, clock.now(), userId, goalId)
  })
}

export async function remove(on: Executor, userId: number, goalId: number): Promise<void> {
  if ((await queries.deleteGoal(on, { userId, goalId })) === 0) throw fail('goal.not_found', { id: goalId })
}

async function get(on: Executor, now: Date, userId: number, goalId: number) {
  const rows = await inKnownZone(() => queries.listProgress(on, { userId, goalId, now }))
  return rows.find(isGoal)!
}

const isGoal = (row: queries.GoalRow): row is queries.GoalRow & { goalId: number } => row.goalId !== null

async function withinReach<T>(db: Db, work: Parameters<typeof db.transaction<T>>[0]): Promise<T> {
  try {
    return await db.transaction(work)
  } catch (error) {
    if (isCheckViolation(error, 'goals_within_reach')) throw fail('goal.out_of_reach')
    throw error
  }
}
