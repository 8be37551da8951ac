import { pageFields } from '@groundwork/kit/http/page'
import { cacheRules, quarterOf } from '../cached.ts'
import { handle } from '../handle.ts'
import { listHistory, readCalendar, readStats } from './contract.ts'
import * as history from './history.ts'
import { toCalendar, toHistorySession, toStats } from './to-history.ts'

export const historyRoutes = [
  handle(listHistory, ({ deps, actor, query, cached }) =>
    cached(cacheRules.practice(actor.userId), [actor.userId, query], async () => {
      const { items, total } = await history.list(deps.db, actor.userId, query)
      return { sessions: items.map(toHistorySession), ...pageFields(total, query) }
    }),
  ),
  handle(readCalendar, ({ deps, actor, query, cached }) =>
    cached(cacheRules.practice(actor.userId), [actor.userId, query], async () =>
      toCalendar(await history.calendar(deps.db, deps.clock.now(), actor.userId, query)),
    ),
  ),
  handle(readStats, ({ deps, actor, query, cached }) =>
    cached(cacheRules.practice(actor.userId), [actor.userId, query, quarterOf(deps.clock)], async () =>
      toStats(await history.stats(deps.db, deps.clock.now(), actor.userId, query.timezone)),
    ),
  ),
]
