import type { z } from 'zod'
import type { Executor } from '@groundwork/kit/db/database'
import { splitPage } from '@groundwork/kit/db/page'
import { offsetOf } from '@groundwork/kit/http/page'
import { forget, ownSequences } from '../cached.ts'
import type { Deps } from '../deps.ts'
import { fail as failSequence } from '../sequences/errors.ts'
import type { listFavorites } from './contract.ts'
import * as queries from './queries.ts'

type ListQuery = z.output<NonNullable<typeof listFavorites.query>>

/** The page of a person's favourites that a list query asks for. */
export async function list(on: Executor, userId: number, query: ListQuery) {
  const { search, sort } = query
  const rows = await queries.listFavorites[sort](on, { userId, search, ...offsetOf(query) })
  return splitPage(rows)
}

/**
 * Makes a sequence a favourite of a person; one that is already stays as it is.
 * @throws `sequence.not_found` when there is none that the person may see.
 */
export async function add(deps: Pick<Deps, 'db' | 'clock' | 'cache'>, userId: number, sequenceId: number) {
  return deps.db.transaction(async (tx) => {
    tx.afterCommit(() => forget(deps, [ownSequences(userId)]))
    const createdAt = deps.clock.now()
    const favorite = await queries.insertFavorite(tx, { userId, sequenceId, createdAt })
    if (!favorite) throw failSequence('sequence.not_found', { id: sequenceId })
    return favorite
  })
}

/** Makes a sequence no favourite of a person, if it was one. */
export async function remove(
  deps: Pick<Deps, 'db' | 'cache'>,
  userId: number,
  sequenceId: number,
): Promise<void> {
  await deps.db.transaction((tx) => {
    tx.afterCommit(() => forget(deps, [ownSequences(userId)]))
    return queries.deleteFavorite(tx, { userId, sequenceId })
  })
}
