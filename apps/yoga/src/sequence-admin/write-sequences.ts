import type { Tx } from '@groundwork/kit/db/database'
import { isSame, recordVersions, type Recording } from '../content-history/version.ts'
import * as queries from './queries.ts'
import type { SequenceContent, SequenceDocument } from './sequence-document.ts'

export interface SequenceWrites {
  /** New sequences; without an id they get the next one. */
  added?: readonly (SequenceContent & { sequence_id?: number })[]
  /** Sequences that are there and locked. Those that stay the same are not touched. */
  changed?: readonly { before: SequenceDocument; after: SequenceDocument; causedBy?: number }[]
}

export interface WrittenSequences {
  /** Of those that were created, then of those that changed. */
  sequenceIds: number[]
  versionIds: number[]
}

/**
 * Creates and changes sequences in the transaction and keeps a version of each, with five statements at most. Their poses
 * are locked. Versions are kept of what its author may read: what belongs to somebody else is that person's alone.
 */
export async function writeSequencesTx(
  tx: Tx,
  recording: Omit<Recording, 'kind'>,
  { added = [], changed = [] }: SequenceWrites,
): Promise<WrittenSequences> {
  const now = recording.at
  const inserted =
    added.length > 0 ? await queries.insertSequences(tx, { documents: JSON.stringify(added), now }) : []
  const created = added.map((document, i) => ({ ...document, sequence_id: inserted[i]!.sequenceId }))
  const changes = changed.filter(({ before, after }) => !isSame(before, after))
  if (changes.length > 0) {
    const documents = JSON.stringify(changes.map(({ after }) => after))
    await queries.updateSequences(tx, { documents, now })
  }
  const moved = changes.filter(({ before, after }) => !isSame(before.steps, after.steps))
  await replaceSteps(tx, created, moved)
  const versions = [
    ...created.map((after) => ({ contentId: after.sequence_id, before: null, after })),
    ...changes.map((change) => ({ contentId: change.after.sequence_id, ...change })),
  ]
  const isContent = ({ created_by: owner }: SequenceDocument) => owner === null || owner === recording.by
  const kept = versions.filter(({ after }) => isContent(after))
  const versionIds = await recordVersions(tx, { ...recording, kind: 'sequence' }, kept)
  return { sequenceIds: versions.map(({ contentId }) => contentId), versionIds }
}

async function replaceSteps(
  tx: Tx,
  created: readonly SequenceDocument[],
  moved: NonNullable<SequenceWrites['changed']>,
): Promise<void> {
  const documents = [...created, ...moved.map(({ after }) => after)]
  if (moved.length > 0) {
    await queries.deleteSteps(tx, { sequenceIds: moved.map(({ after }) => after.sequence_id) })
  }
  if (documents.length > 0) await queries.insertSteps(tx, { documents: JSON.stringify(documents) })
}
