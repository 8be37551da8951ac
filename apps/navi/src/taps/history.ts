import type { Db } from '@groundwork/kit/db/database'
import { countTaps, listTaps } from './queries.ts'

/** The taps that somebody sent and got before one of them, newest first, and the number of all. */
export async function listHistory(
  db: Db,
  userId: string,
  { before, limit }: { before?: string; limit: number },
) {
  const taps = await listTaps(db, { userId, before: before ?? null, limit })
  const { count } = (await countTaps(db, { userId }))!
  return { taps, count }
}
