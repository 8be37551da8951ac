import { pageFields } from '@groundwork/kit/http/page'
import { cacheRules } from '../cached.ts'
import { handle } from '../handle.ts'
import { searchLibrary, suggestNames } from './contract.ts'
import { search, suggest } from './search.ts'

// Who is signed in may find sequences of their own: only what everybody finds is cached.
export const searchRoutes = [
  handle(searchLibrary, async ({ deps, actor, query, answer, cached }) => {
    const find = async (setHeader: typeof answer.header) => {
      const { total, items } = await search(deps.db, actor?.userId, query)
      setHeader('x-total-count', String(total))
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
    }
    return actor ? find(answer.header) : cached(cacheRules.search, query, (kept) => find(kept.header))
  }),
  handle(suggestNames, async ({ deps, actor, query, cached }) => {
    const find = async () => ({ suggestions: await suggest(deps.db, actor?.userId, query) })
    return actor ? find() : cached(cacheRules.search, query, find)
  }),
]
