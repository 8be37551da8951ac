import type { Tx } from '@groundwork/kit/db/database'
import type { Recording } from '../content-history/version.ts'
import { toPoseDocument, type PoseDocument } from './pose-document.ts'
import { completePose } from './pose-fields-contract.ts'
import * as queries from './queries.ts'
import { writePosesTx } from './write-poses.ts'

/**
 * Makes a pose what a document of any age says, and creates it under its old id when it is gone.
 * @returns the id of the version, or null when it is like that already.
 */
export async function restorePoseTx(
  tx: Tx,
  recording: Omit<Recording, 'kind'>,
  document: PoseDocument,
): Promise<number | null> {
  const row = await queries.lockPose(tx, { poseId: document.pose_id })
  const before = row && toPoseDocument(row)
  const { versionIds } = await writePosesTx(
    tx,
    recording,
    before
      ? { changed: [{ before, after: { ...before, ...document } }] }
      : { added: [{ ...completePose(document), pose_id: document.pose_id }] },
  )
  return versionIds[0] ?? null
}
