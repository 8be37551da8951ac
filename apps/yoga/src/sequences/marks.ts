import type { Deps } from '../deps.ts'
import { cacheRules } from '../cached.ts'
import * as queries from './queries.ts'

/** What sets the sequences that one person sees apart from what everybody sees. */
export interface Marks {
  /** Ids of their favourites. */
  favorites: number[]
  /** Ids of the sequences they made. */
  own: number[]
}

/** The marks of a person, who is the only one to change them. */
export function marksOf({ db, cache }: Pick<Deps, 'db' | 'cache'>, userId: number): Promise<Marks> {
  const entry = { ...cacheRules.marks(userId), key: String(userId) }
  return cache.wrap(entry, async () => (await queries.findMarks(db, { userId }))!)
}

/** A sequence as everybody reads it, marked when it is a favourite of the person. */
export const withMark = <S extends { sequence_id: number; is_favorite: boolean }>(
  sequence: S,
  { favorites }: Marks,
): S => ({ ...sequence, is_favorite: favorites.includes(sequence.sequence_id) })
