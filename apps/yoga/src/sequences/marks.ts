import type { Deps } from '../deps.ts'
import { cacheRules } from '../cached.ts'

/** What sets the sequences that one person sees apart from what everybody sees. */
export interface Marks {
  /** Ids of their favourites. */
  favorites: number[]
  /** Ids of the sequences they made. */
  own: number[]
}

/**
 * The marks of a person, who is the only one to change them. When they are not cached, `read` reads them together with what the
 * person wants to see, which is then `seen`: one statement either way.
 */
export async function marksOf<Seen>(
  { cache }: Pick<Deps, 'cache'>,
  userId: number,
  read: () => Promise<{ marks: Marks; seen: Seen }>,
): Promise<{ marks: Marks; seen: Seen | undefined }> {
  let seen: Seen | undefined
  const marks = await cache.wrap({ ...cacheRules.marks(userId), key: String(userId) }, async () => {
    const found = await read()
    seen = found.seen
    return found.marks
  })
  return { marks, seen }
}

/** A sequence as everybody reads it, marked when it is a favourite of the person. */
export const withMark = <S extends { sequence_id: number; is_favorite: boolean }>(
  sequence: S,
  { favorites }: Marks,
): S => ({ ...sequence, is_favorite: favorites.includes(sequence.sequence_id) })
