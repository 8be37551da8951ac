import type { z } from 'zod'
import type { Tx } from '@groundwork/kit/db/database'
import { recordVersions } from '../content-history/version.ts'
import type { Deps } from '../deps.ts'
import { fail } from '../poses/errors.ts'
import * as poses from '../poses/poses.ts'
import { takeOutPosesTx, unpublishThinTx } from '../sequence-admin/lose-pose.ts'
import { toPoseDocument } from './pose-document.ts'
import { completePose, type NewPose, type PosePatch } from './pose-fields-contract.ts'
import * as queries from './queries.ts'
import { writePosesTx } from './write-poses.ts'

type Needs = Pick<Deps, 'db' | 'clock'>

/** Adds a pose to the library. */
export function create({ db, clock }: Needs, by: number, pose: z.output<typeof NewPose>) {
  return db.transaction(async (tx) => {
    const recording = { action: 'create', by, at: clock.now() } as const
    const { rows } = await writePosesTx(tx, recording, { added: [completePose(pose)] })
    return rows[0]!
  })
}

/**
 * Changes what the patch names, once `check` has looked at what readers get. A patch that changes nothing leaves no version.
 * @throws `pose.not_found`, and what `check` throws
 */
export function update(
  { db, clock }: Needs,
  by: number,
  poseId: number,
  patch: z.output<typeof PosePatch>,
  check?: (current: Awaited<ReturnType<typeof poses.find>>) => void,
) {
  return db.transaction(async (tx) => {
    const row = await lock(tx, poseId)
    if (check) check(await poses.find(tx, poseId))
    const before = toPoseDocument(row)
    const recording = { action: 'update', by, at: clock.now() } as const
    const { rows } = await writePosesTx(tx, recording, {
      changed: [{ before, after: { ...before, ...patch } }],
    })
    return rows[0] ?? row
  })
}

/**
 * Shows a pose in the library or hides it. Presets that a hidden pose leaves with fewer than three poses are hidden too, and
 * stay so when it is shown again.
 * @throws `pose.not_found`
 */
export function setPublished({ db, clock }: Needs, by: number, poseId: number, isPublished: boolean) {
  return db.transaction(async (tx) => {
    await queries.lockRemovals(tx, {})
    const row = await lock(tx, poseId)
    const before = toPoseDocument(row)
    const authorship = { by, at: clock.now() }
    const action = isPublished ? 'publish' : 'unpublish'
    const after = { ...before, is_published: isPublished }
    const { rows, versionIds } = await writePosesTx(
      tx,
      { ...authorship, action },
      { changed: [{ before, after }] },
    )
    const wasHidden = !isPublished && rows.length > 0
    const unpublished = wasHidden
      ? await unpublishThinTx(tx, authorship, new Map([[poseId, versionIds[0]!]]))
      : 0
    return { pose: rows[0] ?? row, unpublished }
  })
}

/**
 * Removes a pose, from every sequence too: their steps are numbered anew, and those left with fewer than three are no longer
 * published.
 * @returns how many sequences contained it, and how many of these are no longer published.
 * @throws `pose.not_found`
 */
export function remove({ db, clock }: Needs, by: number, poseId: number) {
  return db.transaction(async (tx) => {
    await queries.lockRemovals(tx, {})
    const before = toPoseDocument(await lock(tx, poseId))
    const authorship = { by, at: clock.now() }
    const [versionId] = await recordVersions(tx, { ...authorship, kind: 'pose', action: 'delete' }, [
      { contentId: poseId, before, after: null },
    ])
    const lost = await takeOutPosesTx(tx, authorship, new Map([[poseId, versionId!]]))
    await queries.deletePoses(tx, { poseIds: [poseId] })
    return lost
  })
}

async function lock(tx: Tx, poseId: number) {
  const row = await queries.lockPose(tx, { poseId })
  if (!row) throw fail('pose.not_found', { id: poseId })
  return row
}
