import type { Tx } from '@groundwork/kit/db/database'
import { isSame, recordVersions, type Recording } from '../content-history/version.ts'
import { toPoseDocument, type FullPoseRow, type PoseDocument } from './pose-document.ts'
import type { PoseContent } from './pose-fields-contract.ts'
import * as queries from './queries.ts'

export interface PoseWrites {
  /** New poses; without an id they get the next one. */
  added?: readonly (PoseContent & { pose_id?: number })[]
  /** Poses that are there and locked. Those that stay the same are not touched. */
  changed?: readonly { before: PoseDocument; after: PoseDocument }[]
}

export interface WrittenPoses {
  rows: FullPoseRow[]
  versionIds: number[]
}

/** Creates and changes poses in the transaction and keeps a version of each, with three statements at most. */
export async function writePosesTx(
  tx: Tx,
  recording: Omit<Recording, 'kind'>,
  { added = [], changed = [] }: PoseWrites,
): Promise<WrittenPoses> {
  const changes = changed.filter(({ before, after }) => !isSame(before, after))
  const before = new Map(changes.map((one) => [one.before.pose_id, one.before]))
  const given = (documents: readonly object[]) => ({
    documents: JSON.stringify(documents),
    now: recording.at,
  })
  const rows = [
    ...(added.length > 0 ? await queries.insertPoses(tx, given(added)) : []),
    ...(changes.length > 0 ? await queries.updatePoses(tx, given(changes.map(({ after }) => after))) : []),
  ]
  const versionIds = await recordVersions(
    tx,
    { ...recording, kind: 'pose' },
    rows.map((row) => ({
      contentId: row.poseId,
      before: before.get(row.poseId) ?? null,
      after: toPoseDocument(row),
    })),
  )
  return { rows, versionIds }
}
