import { pageFields } from '@groundwork/kit/http/page'
import { cacheRules } from '../cached.ts'
import { handle } from '../handle.ts'
import { getPose, getRelatedPoses, listPoses } from './contract.ts'
import * as poses from './poses.ts'
import { toPose, toPoseDetail } from './to-pose.ts'

export const poseRoutes = [
  handle(listPoses, ({ deps, query, cached }) =>
    cached(cacheRules.poses, query, async (answer) => {
      const page = await poses.list(deps.db, query)
      answer.header('x-total-count', String(page.total))
      return {
        poses: page.items.map((pose) => toPose(pose, deps.config.PUBLIC_URL)),
        ...pageFields(page.total, page),
      }
    }),
  ),
  handle(getPose, ({ deps, params, cached }) =>
    cached(cacheRules.poses, params, async () =>
      toPoseDetail(await poses.get(deps.db, params.pose_id), deps.config.PUBLIC_URL),
    ),
  ),
  handle(getRelatedPoses, ({ deps, params, cached }) =>
    cached(cacheRules.poses, params, async () => {
      const { similar, progressions } = await poses.related(deps.db, params.pose_id)
      const onWire = (pose: (typeof similar)[number]) => toPose(pose, deps.config.PUBLIC_URL)
      return { similar: similar.map(onWire), progressions: progressions.map(onWire) }
    }),
  ),
]
