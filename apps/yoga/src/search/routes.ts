import { pageFields } from '@groundwork/kit/http/page'
import { handle } from '../handle.ts'
import { searchLibrary, suggestNames } from './contract.ts'
import { search, suggest } from './search.ts'

export const searchRoutes = [
  handle(searchLibrary, async ({ deps, actor, query, answer }) => {
    const { total, items } = await search(deps.db, actor?.userId, query)
    answer.header('x-total-count', String(total))
    const results = items.map(({ type, id, name, nameSanskrit, difficultyLevel, preview, score }) => ({
      type,
      id,
      name,
      name_sanskrit: nameSanskrit,
      difficulty_level: difficultyLevel,
      preview,
      score,
    }))
    return { results, ...pageFields(total, query) }
  }),
  handle(suggestNames, async ({ deps, actor, query }) => ({
    suggestions: await suggest(deps.db, actor?.userId, query),
  })),
]
