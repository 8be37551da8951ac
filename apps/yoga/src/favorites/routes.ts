import type { AnswerOptions } from '@groundwork/kit/http/handler'
import { pageFields } from '@groundwork/kit/http/page'
import { cacheRules } from '../cached.ts'
import { handle } from '../handle.ts'
import { toSequence } from '../sequences/to-sequence.ts'
import { addFavorite, listFavorites, putFavorite, removeFavorite } from './contract.ts'
import * as favorites from './favorites.ts'

type Added = Awaited<ReturnType<typeof favorites.add>>

export const favoriteRoutes = [
  handle(listFavorites, ({ deps, actor, query, cached }) =>
    cached(cacheRules.favorites(actor.userId), [actor.userId, query], async (kept) => {
      const { total, items } = await favorites.list(deps.db, actor.userId, query)
      kept.header('x-total-count', String(total))
      return {
        sequences: items.map((row) => ({
          ...toSequence(row, deps.config.PUBLIC_URL),
          favorited_at: row.favoritedAt.toISOString(),
        })),
        ...pageFields(total, query),
      }
    }),
  ),
  handle(putFavorite, async ({ deps, actor, params, answer }) =>
    toFavorite(await favorites.add(deps, actor.userId, params.sequence_id), answer),
  ),
  handle(addFavorite, async ({ deps, actor, body, answer }) =>
    toFavorite(await favorites.add(deps, actor.userId, body.sequence_id), answer),
  ),
  handle(removeFavorite, ({ deps, actor, params }) =>
    favorites.remove(deps, actor.userId, params.sequence_id),
  ),
]

function toFavorite({ sequenceId, createdAt, isNew }: Added, answer: AnswerOptions) {
  answer.status(isNew ? 201 : 200)
  return { sequence_id: sequenceId, favorited_at: createdAt.toISOString() }
}
