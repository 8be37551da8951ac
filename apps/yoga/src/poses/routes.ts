import { pageFields } from '@groundwork/kit/http/page'
import { handle } from '../handle.ts'
import { getPose, getRelatedPoses, listPoses } from './contract.ts'
import * as poses from './poses.ts'
import { toPose, toPoseDetail } from './to-pose.ts'

export const poseRoutes = [
  handle(listPoses, async ({ deps, query, answer }) => {
    const page = await poses.list(deps.db, query)
    answer.header('x-total-count', String(page.total))
    return {
      poses: page.items.map((pose) => toPose(pose, deps.config.PUBLIC_URL)),
      ...pageFields(page.total, page),
    }
  }),
  handle(getPose, async ({ deps, params }) =>
    toPoseDetail(await poses.get(deps.db, params.pose_id), deps.config.PUBLIC_URL),
  ),
  handle(getRelatedPoses, async ({ deps, params }) => {
    const { similar, progressions } = await poses.related(deps.db, params.pose_id)
    const onWire = (pose: (typeof similar)[number]) => toPose(pose, deps.config.PUBLIC_URL)
    return { similar: similar.map(onWire), progressions: progressions.map(onWire) }
  }),
]
