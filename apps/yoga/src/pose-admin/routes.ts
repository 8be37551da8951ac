import { readOperations, toResults } from '@groundwork/kit/http/batch'
import { errorFormat } from '../error-format.ts'
import { handle } from '../handle.ts'
import { getPose } from '../poses/contract.ts'
import { toPose, toPoseDetail } from '../poses/to-pose.ts'
import { changePoses as batchContract, PoseOperation } from './batch-contract.ts'
import { changePoses } from './change-poses.ts'
import { createPose, deletePose, publishPose, updatePose } from './contract.ts'
import * as poseAdmin from './pose-admin.ts'
import type { FullPoseRow } from './pose-document.ts'

export const poseAdminRoutes = [
  handle(createPose, async ({ deps, actor, body }) =>
    toPoseForAdmins(await poseAdmin.create(deps, actor.userId, body), deps.config.PUBLIC_URL),
  ),
  handle(updatePose, async ({ deps, actor, params, body, expected }) => {
    const { PUBLIC_URL } = deps.config
    const check: Parameters<typeof poseAdmin.update>[4] =
      expected && ((current) => expected(getPose, current && toPoseDetail(current, PUBLIC_URL)))
    const change = [deps, actor.userId, params.pose_id, body] as const
    return toPoseForAdmins(await poseAdmin.update(...change, check), PUBLIC_URL)
  }),
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
  handle(batchContract, async ({ deps, actor, body, request, answer }) => {
    const perItem = body.mode === 'per_item'
    const read = readOperations(PoseOperation, body.operations)
    const outcomes = await changePoses(deps, actor.userId, read, { perItem })
    if (perItem) answer.status(207)
    const none = { pose_id: null, version_id: null }
    return { results: toResults(outcomes, none, errorFormat, request.id) }
  }),
]

const toPoseForAdmins = (row: FullPoseRow, baseUrl?: string) => ({
  ...toPose(row, baseUrl),
  is_published: row.isPublished,
})
