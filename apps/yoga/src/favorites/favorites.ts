import type { z } from 'zod'
import type { Db, Executor } from '@groundwork/kit/db/database'
import { splitPage } from '@groundwork/kit/db/page'
import { offsetOf } from '@groundwork/kit/http/page'
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
export async function add({ db, clock }: Pick<Deps, 'db' | 'clock'>, userId: number, sequenceId: number) {
  const favorite = await queries.insertFavorite(db, { userId, sequenceId, createdAt: clock.now() })
  if (!favorite) throw failSequence('sequence.not_found', { id: sequenceId })
  return favorite
}

/** Makes a sequence no favourite of a person, if it was one. */
export async function remove(db: Db, userId: number, sequenceId: number): Promise<void> {
  await queries.deleteFavorite(db, { userId, sequenceId })
}
