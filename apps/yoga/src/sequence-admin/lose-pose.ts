import type { Tx } from '@groundwork/kit/db/database'
import type { Authorship } from '../content-history/version.ts'
import { MIN_STEPS } from '../custom-sequences/contract.ts'
import * as queries from './queries.ts'
import { toSequenceDocument, type SequenceDocument } from './sequence-document.ts'
import { writeSequencesTx } from './write-sequences.ts'

/** The poses that are lost, with the versions that say so. */
export type LostPoses = ReadonlyMap<number, number>

/**
 * Takes locked poses out of every sequence: presets, and custom ones of whomever. Steps are numbered anew from 1; what has
 * fewer than three left is no longer published.
 * @returns how many sequences contained them, and how many of these are no longer published.
 */
export async function takeOutPosesTx(tx: Tx, authorship: Authorship, lost: LostPoses) {
  const documents = await read(tx, await queries.lockSequencesWith(tx, { poseIds: [...lost.keys()] }))
  const changed = documents.map((before) => ({
    before,
    after: without(before, lost),
    causedBy: causeOf(before, lost),
  }))
  await writeSequencesTx(tx, { ...authorship, action: 'remove_pose' }, { changed })
  const unpublished = changed.filter(({ before, after }) => before.is_published && !after.is_published)
  return { sequences: changed.length, unpublished: unpublished.length }
}

/** Hides the presets that poses, hidden just now, leave with fewer than three visible ones. Returns their number. */
export async function unpublishThinTx(tx: Tx, authorship: Authorship, lost: LostPoses): Promise<number> {
  const documents = await read(tx, await queries.lockThinPresets(tx, { poseIds: [...lost.keys()] }))
  const changed = documents.map((before) => ({
    before,
    after: { ...before, is_published: false },
    causedBy: causeOf(before, lost),
  }))
  await writeSequencesTx(tx, { ...authorship, action: 'unpublish' }, { changed })
  return changed.length
}

async function read(tx: Tx, locked: readonly { sequenceId: number }[]): Promise<SequenceDocument[]> {
  if (locked.length === 0) return []
  const rows = await queries.findDocuments(tx, { ids: locked.map(({ sequenceId }) => sequenceId) })
  return rows.map(toSequenceDocument)
}

/** The version of the first of its poses that was lost. */
const causeOf = ({ steps }: SequenceDocument, lost: LostPoses): number =>
  lost.get(steps.find(({ pose_id: id }) => lost.has(id))!.pose_id)!

function without(document: SequenceDocument, lost: LostPoses): SequenceDocument {
  const steps = document.steps
    .filter((step) => !lost.has(step.pose_id))
    .map((step, i) => ({ ...step, position_order: i + 1 }))
  return { ...document, is_published: document.is_published && steps.length >= MIN_STEPS, steps }
}
