import type { z } from 'zod'
import type { Tx } from '@groundwork/kit/db/database'
import { recordVersions } from '../content-history/version.ts'
import { MIN_STEPS } from '../custom-sequences/contract.ts'
import type { Deps } from '../deps.ts'
import * as sequences from '../sequences/sequences.ts'
import { fail } from '../sequences/errors.ts'
import { missingPoses, refuse, refuseMissing } from './check-poses.ts'
import { fail as failHere } from './errors.ts'
import * as queries from './queries.ts'
import {
  toSequenceDocument,
  type SequenceContent,
  type SequenceDocument,
  type StepDocument,
} from './sequence-document.ts'
import type { NewSequence, SequencePatch } from './sequence-fields-contract.ts'
import { writeSequencesTx } from './write-sequences.ts'

type Needs = Pick<Deps, 'db' | 'clock'>
type Sent = z.output<typeof NewSequence>['poses'][number]

/** A new sequence with everything that its sender left out. */
export function completeSequence(sent: z.output<typeof NewSequence>, by: number): SequenceContent {
  const { poses, description = null, theme = null, image_url = null, is_published = true, ...facts } = sent
  const content = { ...facts, description, theme, image_url, is_published }
  return { ...content, created_by: sent.is_preset ? null : by, steps: toSteps(poses) }
}

/**
 * Makes a preset, or a custom sequence of the administrator.
 * @throws `sequence.poses_not_found`
 */
export function create({ db, clock }: Needs, by: number, sent: z.output<typeof NewSequence>) {
  return db.transaction(async (tx) => {
    await refuseMissing(tx, sent.poses)
    const added = [completeSequence(sent, by)]
    const recording = { action: 'create', by, at: clock.now() } as const
    const { sequenceIds } = await writeSequencesTx(tx, recording, { added })
    return sequences.getForEditor(tx, by, sequenceIds[0]!)
  })
}

/**
 * Changes what the patch names, once `check` has looked at what readers get; given steps replace all it had. A patch that changes
 * nothing leaves no version.
 * @throws `sequence.not_found`, also for the custom sequence of somebody else, `sequence.poses_not_found`, and what `check` throws
 */
export function update(
  { db, clock }: Needs,
  by: number,
  sequenceId: number,
  { poses, ...facts }: z.output<typeof SequencePatch>,
  check?: (current: Awaited<ReturnType<typeof sequences.find>>) => void,
) {
  return db.transaction(async (tx) => {
    const missing = poses ? await missingPoses(tx, poses) : []
    const before = await lock(tx, by, sequenceId)
    if (check) check(await sequences.find(tx, by, sequenceId))
    refuse(missing)
    const after = { ...before, ...facts, ...(poses && { steps: toSteps(poses) }) }
    await writeSequencesTx(tx, { action: 'update', by, at: clock.now() }, { changed: [{ before, after }] })
    return sequences.getForEditor(tx, by, sequenceId)
  })
}

/**
 * Shows a preset to everybody or hides it. A custom sequence is seen by its owner either way.
 * @throws `sequence.not_found`, `sequence.too_few_poses` for one with fewer than three published poses
 */
export function setPublished({ db, clock }: Needs, by: number, sequenceId: number, isPublished: boolean) {
  return db.transaction(async (tx) => {
    const before = await lock(tx, by, sequenceId)
    if (isPublished) await checkVisible(tx, sequenceId)
    const action = isPublished ? 'publish' : 'unpublish'
    const after = { ...before, is_published: isPublished }
    await writeSequencesTx(tx, { action, by, at: clock.now() }, { changed: [{ before, after }] })
    return sequences.getForEditor(tx, by, sequenceId)
  })
}

/**
 * Removes a sequence. Sessions in which it was practised stay, without a sequence.
 * @throws `sequence.not_found`
 */
export function remove({ db, clock }: Needs, by: number, sequenceId: number): Promise<void> {
  return db.transaction(async (tx) => {
    const before = await lock(tx, by, sequenceId)
    await queries.deleteSequences(tx, { sequenceIds: [sequenceId] })
    await recordVersions(tx, { kind: 'sequence', action: 'delete', by, at: clock.now() }, [
      { contentId: sequenceId, before, after: null },
    ])
  })
}

async function lock(tx: Tx, by: number, sequenceId: number): Promise<SequenceDocument> {
  const locked = await queries.lockSequence(tx, { userId: by, sequenceId })
  if (!locked) throw fail('sequence.not_found', { id: sequenceId })
  const [row] = await queries.findDocuments(tx, { ids: [sequenceId] })
  return toSequenceDocument(row!)
}

async function checkVisible(tx: Tx, sequenceId: number): Promise<void> {
  const visible = await queries.listVisible(tx, { sequenceIds: [sequenceId], least: MIN_STEPS })
  if (visible.length === 0) throw failHere('sequence.too_few_poses')
}

export const toSteps = (poses: readonly Sent[]): StepDocument[] =>
  poses
    .toSorted((a, b) => a.position_order - b.position_order)
    .map(({ position_order, pose_id, duration_seconds, side = null, notes = null }) => ({
      position_order,
      pose_id,
      duration_seconds,
      side,
      notes,
    }))
