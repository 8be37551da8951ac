import { pageFields } from '@groundwork/kit/http/page'
import { handle } from '../handle.ts'
import * as contentHistory from './content-history.ts'
import { getContentVersion, listContentVersions, restoreContentVersion } from './contract.ts'
import { toVersion, toVersionDetail } from './to-version.ts'

export const contentHistoryRoutes = [
  handle(listContentVersions, async ({ deps, query }) => {
    const { total, items } = await contentHistory.list(deps.db, query)
    return { versions: items.map(toVersion), ...pageFields(total, query) }
  }),
  handle(getContentVersion, async ({ deps, params }) => {
    const { version, consequences } = await contentHistory.get(deps.db, params.version_id)
    return toVersionDetail(version, consequences)
  }),
  handle(restoreContentVersion, async ({ deps, actor, params }) => {
    const { kind, contentId, restorationId } = await contentHistory.restore(deps, actor, params.version_id)
    return { kind, content_id: contentId, version_id: restorationId }
  }),
]
