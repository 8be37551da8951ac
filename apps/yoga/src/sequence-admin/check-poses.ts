import type { Tx } from '@groundwork/kit/db/database'
import { fail } from '../sequences/errors.ts'
import * as queries from './queries.ts'

/** Those of the steps' poses that do not exist. The others stay until the transaction ends. */
export async function missingPoses(tx: Tx, steps: readonly { pose_id: number }[]): Promise<number[]> {
  const poseIds = [...new Set(steps.map((step) => step.pose_id))]
  const known = new Set((await queries.lockPoses(tx, { poseIds })).map(({ poseId }) => poseId))
  return poseIds.filter((poseId) => !known.has(poseId))
}

/** @throws `sequence.poses_not_found` that lists the poses */
export function refuse(missing: readonly number[]): void {
  if (missing.length > 0) throw fail('sequence.poses_not_found', { ids: missing.join(', ') })
}

/** @throws `sequence.poses_not_found` that lists the poses which do not exist. The others stay until the transaction ends. */
export async function refuseMissing(tx: Tx, steps: readonly { pose_id: number }[]): Promise<void> {
  refuse(await missingPoses(tx, steps))
}
