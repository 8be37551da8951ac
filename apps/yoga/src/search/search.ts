import type { z } from 'zod'
import type { Executor } from '@groundwork/kit/db/database'
import { splitPage } from '@groundwork/kit/db/page'
import { offsetOf } from '@groundwork/kit/http/page'
import type { searchLibrary, suggestNames } from './contract.ts'
import * as queries from './queries.ts'

type SearchQuery = z.output<NonNullable<typeof searchLibrary.query>>
type SuggestQuery = z.output<NonNullable<typeof suggestNames.query>>

/** The page of matches that a query asks for, of what `viewerId` may see. */
export async function search(on: Executor, viewerId: number | undefined, query: SearchQuery) {
  const rows = await queries.searchLibrary(on, {
    q: query.q,
    viewerId,
    posesOnly: query.type === 'pose' || undefined,
    sequencesOnly: query.type === 'sequence' || undefined,
    least: leastSimilarity(query.q),
    ...offsetOf(query),
  })
  return splitPage(rows)
}

/** Names that complete what was typed, the best first. */
export function suggest(on: Executor, viewerId: number | undefined, { q, limit }: SuggestQuery) {
  return queries.suggestNames(on, { q, viewerId, least: leastSimilarity(q), limit })
}

/** Two words that share no more than their first two letters are this similar, the more so the shorter: that is no match. */
function leastSimilarity(q: string): number {
  if (q.length <= 3) return 0.55
  return q.length === 4 ? 0.45 : 0.4
}
