import type { Tx } from '@groundwork/kit/db/database'
import type { Authorship } from '../content-history/version.ts'
import { MIN_STEPS } from '../custom-sequences/contract.ts'
import * as queries from './queries.ts'
import { toSequenceDocument, type SequenceDocument } from './sequence-document.ts'
import { writeSequencesTx } from './write-sequences.ts'

/** What happens to sequences because of a change of a pose. */
type Consequence = Authorship & { causedBy: number }

/**
 * Takes a locked pose out of every sequence: presets, and custom ones of whomever. Steps are numbered anew from 1; what has
 * fewer than three left is no longer published.
 * @returns how many sequences contained it, and how many of these are no longer published.
 */
export async function takeOutPoseTx(tx: Tx, consequence: Consequence, poseId: number) {
  const documents = await read(tx, await queries.lockSequencesWith(tx, { poseId }))
  const changed = documents.map((before) => ({ before, after: without(before, poseId) }))
  await writeSequencesTx(tx, { ...consequence, action: 'remove_pose' }, { changed })
  const unpublished = changed.filter(({ before, after }) => before.is_published && !after.is_published)
  return { sequences: changed.length, unpublished: unpublished.length }
}

/** Hides the presets that a pose, hidden just now, leaves with fewer than three visible poses. Returns their number. */
export async function unpublishThinTx(tx: Tx, consequence: Consequence, poseId: number): Promise<number> {
  const documents = await read(tx, await queries.lockThinPresets(tx, { poseId }))
  const changed = documents.map((before) => ({ before, after: { ...before, is_published: false } }))
  await writeSequencesTx(tx, { ...consequence, action: 'unpublish' }, { changed })
  return changed.length
}

async function read(tx: Tx, locked: readonly { sequenceId: number }[]): Promise<SequenceDocument[]> {
  if (locked.length === 0) return []
  const rows = await queries.findDocuments(tx, { ids: locked.map(({ sequenceId }) => sequenceId) })
  return rows.map(toSequenceDocument)
}

function without(document: SequenceDocument, poseId: number): SequenceDocument {
  const steps = document.steps
    .filter((step) => step.pose_id !== poseId)
    .map((step, i) => ({ ...step, position_order: i + 1 }))
  return { ...document, is_published: document.is_published && steps.length >= MIN_STEPS, steps }
}
