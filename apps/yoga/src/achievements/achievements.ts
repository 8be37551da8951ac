import type { Executor, Tx } from '@groundwork/kit/db/database'
import { emit } from '@groundwork/kit/events/emit'
import { enqueue } from '@groundwork/kit/jobs/enqueue'
import { forget, ownAchievements } from '../cached.ts'
import type { Deps } from '../deps.ts'
import { inKnownZone } from '../time/time-zone.ts'
import { achievementEarned } from './events.ts'
import { backfillAchievements } from './jobs.ts'
import * as queries from './queries.ts'

type Needs = Pick<Deps, 'db' | 'clock' | 'cache'>

const PEOPLE_AT_ONCE = 200

/** Every achievement, with what a person has of it. */
export function list(on: Executor, now: Date, userId: number) {
  return inKnownZone(() => queries.listProgress(on, { userIds: [userId], now }))
}

/** What a person has earned, latest first. */
export const listEarned = queries.listEarned

/** Gives a person what they have reached. Repeated or run twice at once it gives and says nothing more. */
export function award(deps: Needs, userId: number) {
  return deps.db.transaction((tx) => awardTx(tx, deps, [userId]))
}

/** Gives the people after `afterUserId` what they have reached: some of them now, the others by jobs. */
export function backfill(deps: Needs, afterUserId: number): Promise<void> {
  return deps.db.transaction(async (tx) => {
    const people = await queries.listUserIds(tx, { afterUserId, limit: PEOPLE_AT_ONCE })
    const userIds = people.map(({ userId }) => userId)
    const last = userIds.at(-1)
    if (last === undefined) return
    await awardTx(tx, deps, userIds)
    if (userIds.length === PEOPLE_AT_ONCE) enqueue(tx, backfillAchievements, { afterUserId: last })
  })
}

/** Starts a backfill when there are achievements that were never given to those who had reached them. */
export function backfillNew({ db }: Pick<Needs, 'db'>): Promise<boolean> {
  return db.transaction(async (tx) => {
    if ((await queries.markBackfilled(tx, {})) === 0) return false
    enqueue(tx, backfillAchievements, { afterUserId: 0 })
    return true
  })
}

async function awardTx(
  tx: Tx,
  deps: Pick<Needs, 'clock' | 'cache'>,
  userIds: readonly number[],
): Promise<queries.Award[]> {
  const awards = await queries.insertEarned(tx, { userIds, now: deps.clock.now() })
  const changed = [...new Set(awards.map(({ userId }) => ownAchievements(userId)))]
  if (changed.length > 0) tx.afterCommit(() => forget(deps, changed))
  for (const award of awards) emit(tx, achievementEarned, award)
  return awards
}
