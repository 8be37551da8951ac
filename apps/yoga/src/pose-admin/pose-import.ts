import type { Executor } from '@groundwork/kit/db/database'
import type { z } from 'zod'
import type { ImportKind } from '../content-import/import-kind.ts'
import { toPoseDocument, type PoseDocument } from './pose-document.ts'
import { completePose, FullPoseLine, PoseLine, type PoseContent } from './pose-fields-contract.ts'
import * as queries from './queries.ts'
import { writePosesTx } from './write-poses.ts'

type Line = z.output<typeof PoseLine>
type New = PoseContent & { pose_id?: number }

/** How lines of a file become poses. */
export const poseImport: ImportKind<Line, PoseDocument, New> = {
  idField: 'pose_id',
  nameField: 'name_english',
  line: PoseLine,
  full: FullPoseLine,
  identify: ({ pose_id: id, name_english: name }) => ({ id, name }),
  lock: (tx) => queries.lockTable(tx, {}),
  find: async (on, wanted) => (await queries.findPoses(on, wanted)).map(toPoseDocument),
  merge: (before, line) => ({ ...before, ...line, pose_id: before.pose_id }),
  create: ({ pose_id: _given, ...line }, id) => ({
    ...completePose(FullPoseLine.parse(line)),
    ...(id !== undefined && { pose_id: id }),
  }),
  check: async (_on, lines) => lines.map(() => []),
  write: writePosesTx,
  reserveIds: (tx) => queries.reserveIds(tx, {}),
}

/** Poses after an id, published or not, by id: a part of all there are. */
export async function exportPoses(on: Executor, afterId: number, limit: number): Promise<PoseDocument[]> {
  return (await queries.findPoses(on, { afterId, limit })).map(toPoseDocument)
}
