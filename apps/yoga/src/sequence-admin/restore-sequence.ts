import type { Tx } from '@groundwork/kit/db/database'
import type { Recording } from '../content-history/version.ts'
import { fail } from '../sequences/errors.ts'
import { refuseMissing } from './check-poses.ts'
import * as queries from './queries.ts'
import { toSequenceDocument, toStepDocument, type SequenceDocument } from './sequence-document.ts'
import { writeSequencesTx } from './write-sequences.ts'

/**
 * Makes a sequence what a document says, and creates it under its old id when it is gone.
 * @returns the id of the version, or null when it is like that already.
 * @throws `sequence.poses_not_found`, `sequence.not_found` for the custom sequence of somebody else
 */
export async function restoreSequenceTx(
  tx: Tx,
  recording: Omit<Recording, 'kind'> & { by: number },
  document: SequenceDocument,
): Promise<number | null> {
  const { sequence_id: sequenceId, created_by: owner } = document
  const { by } = recording
  if (owner !== null && owner !== by) throw fail('sequence.not_found', { id: sequenceId })
  const steps = document.steps.map(toStepDocument)
  await refuseMissing(tx, steps)
  const isThere = await queries.lockSequence(tx, { userId: by, sequenceId })
  const [row] = isThere ? await queries.findDocuments(tx, { ids: [sequenceId] }) : []
  const before = row && toSequenceDocument(row)
  const { versionIds } = await writeSequencesTx(
    tx,
    recording,
    before
      ? { changed: [{ before, after: { ...before, ...document, steps } }] }
      : { added: [{ ...document, steps }] },
  )
  return versionIds[0] ?? null
}
