import { pageFields } from '@groundwork/kit/http/page'
import { handle } from '../handle.ts'
import { listHistory, readCalendar, readStats } from './contract.ts'
import * as history from './history.ts'
import { toCalendar, toHistorySession, toStats } from './to-history.ts'

export const historyRoutes = [
  handle(listHistory, async ({ deps, actor, query }) => {
    const { items, total } = await history.list(deps.db, actor.userId, query)
    return { sessions: items.map(toHistorySession), ...pageFields(total, query) }
  }),
  handle(readCalendar, async ({ deps, actor, query }) =>
    toCalendar(await history.calendar(deps.db, deps.clock.now(), actor.userId, query)),
  ),
  handle(readStats, async ({ deps, actor, query }) =>
    toStats(await history.stats(deps.db, deps.clock.now(), actor.userId, query.timezone)),
  ),
]
