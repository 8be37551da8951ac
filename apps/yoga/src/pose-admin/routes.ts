import { handle } from '../handle.ts'
import { toPose } from '../poses/to-pose.ts'
import { createPose, deletePose, publishPose, updatePose } from './contract.ts'
import * as poseAdmin from './pose-admin.ts'
import type { FullPoseRow } from './pose-document.ts'

export const poseAdminRoutes = [
  handle(createPose, async ({ deps, actor, body }) =>
    toPoseForAdmins(await poseAdmin.create(deps, actor.userId, body), deps.config.PUBLIC_URL),
  ),
  handle(updatePose, async ({ deps, actor, params, body }) =>
    toPoseForAdmins(await poseAdmin.update(deps, actor.userId, params.pose_id, body), deps.config.PUBLIC_URL),
  ),
  handle(publishPose, async ({ deps, actor, params, body, answer }) => {
    const { pose, unpublished } = await poseAdmin.setPublished(
      deps,
      actor.userId,
      params.pose_id,
      body.is_published,
    )
    answer.header('x-sequences-unpublished', String(unpublished))
    return toPoseForAdmins(pose, deps.config.PUBLIC_URL)
  }),
  handle(deletePose, async ({ deps, actor, params, answer }) => {
    const { sequences, unpublished } = await poseAdmin.remove(deps, actor.userId, params.pose_id)
    answer.header('x-sequences-changed', String(sequences))
    answer.header('x-sequences-unpublished', String(unpublished))
  }),
]

const toPoseForAdmins = (row: FullPoseRow, baseUrl?: string) => ({
  ...toPose(row, baseUrl),
  is_published: row.isPublished,
})
