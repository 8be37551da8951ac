import type { z } from 'zod'
import type { Tx } from '@groundwork/kit/db/database'
import type { AppError } from '@groundwork/kit/errors/app-error'
import { refuseFailed, type Outcome } from '@groundwork/kit/http/batch'
import { doable, refuseRepeated } from '../content-history/batch.ts'
import { recordVersions, type Authorship, type ContentAction } from '../content-history/version.ts'
import { MIN_STEPS } from '../custom-sequences/contract.ts'
import type { Deps } from '../deps.ts'
import { fail } from '../sequences/errors.ts'
import type { SequenceOperation } from './batch-contract.ts'
import { fail as failHere } from './errors.ts'
import * as queries from './queries.ts'
import { completeSequence, toSteps } from './sequence-admin.ts'
import { toSequenceDocument, type SequenceDocument } from './sequence-document.ts'
import { writeSequencesTx } from './write-sequences.ts'

type Operation = z.output<typeof SequenceOperation>
type Read = { operation: Operation } | { error: AppError }

/** What an operation did to which sequence; without a version it found things as they are. */
export interface ChangedSequence {
  sequence_id: number | null
  version_id: number | null
}

/**
 * Does the operations of a batch in one transaction: all of them, or with `perItem` those that can be done. The number of
 * statements does not depend on how many there are.
 * @throws `request.invalid` that names every operation which cannot be done, when they stand together
 */
export function changeSequences(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  by: number,
  read: readonly Read[],
  { perItem }: { perItem: boolean },
): Promise<Outcome<ChangedSequence>[]> {
  return db.transaction(async (tx) => {
    const distinct = refuseRepeated(read, idOf, 'sequence_id')
    const found = await find(tx, by, distinct)
    const planned = distinct.map((one) => ('operation' in one ? refuseUndoable(one.operation, found) : one))
    if (!perItem) refuseFailed(planned.map((one) => ('error' in one ? one : {})))
    const done = await carryOut(tx, { by, at: clock.now() }, planned, found.stored)
    return planned.map((one, index) => ('error' in one ? one : done.get(index)!))
  })
}

const idOf = (operation: Operation) => ('sequence_id' in operation ? operation.sequence_id : undefined)

const stepsOf = (operation: Operation) => ('sequence' in operation ? (operation.sequence.poses ?? []) : [])

interface Found {
  /** Ids of the poses that are there, among those that steps name. */
  poses: ReadonlySet<number>
  stored: ReadonlyMap<number, SequenceDocument>
  /** Ids of the sequences that are long enough to be shown. */
  visible: ReadonlySet<number>
}

/** Locks what the operations are about, poses before sequences as everybody does, and reads it. */
async function find(tx: Tx, by: number, read: readonly Read[]): Promise<Found> {
  const operations = doable(read).map(({ operation }) => operation)
  const poseIds = [...new Set(operations.flatMap(stepsOf).map((step) => step.pose_id))]
  const sequenceIds = operations.flatMap((operation) => idOf(operation) ?? [])
  const poses = poseIds.length > 0 ? await queries.lockPoses(tx, { poseIds }) : []
  const locked = sequenceIds.length > 0 ? await queries.lockSequences(tx, { userId: by, sequenceIds }) : []
  const ids = locked.map((row) => row.sequenceId)
  const documents = ids.length > 0 ? await queries.findDocuments(tx, { ids }) : []
  const visible = ids.length > 0 ? await queries.listVisible(tx, { sequenceIds: ids, least: MIN_STEPS }) : []
  return {
    poses: new Set(poses.map((row) => row.poseId)),
    stored: new Map(documents.map((row) => [row.sequenceId, toSequenceDocument(row)])),
    visible: new Set(visible.map((row) => row.sequenceId)),
  }
}

function refuseUndoable(operation: Operation, { poses, stored, visible }: Found): Read {
  const id = idOf(operation)
  if (id !== undefined && !stored.has(id)) return { error: fail('sequence.not_found', { id }) }
  const missing = [...new Set(stepsOf(operation).map((step) => step.pose_id))].filter((of) => !poses.has(of))
  if (missing.length > 0) return { error: fail('sequence.poses_not_found', { ids: missing.join(', ') }) }
  if (operation.op === 'publish' && operation.is_published && !visible.has(id!))
    return { error: failHere('sequence.too_few_poses') }
  return { operation }
}

async function carryOut(
  tx: Tx,
  authorship: Authorship & { by: number },
  planned: readonly Read[],
  stored: ReadonlyMap<number, SequenceDocument>,
): Promise<Map<number, Outcome<ChangedSequence>>> {
  const operations = doable(planned)
  const done = new Map<number, Outcome<ChangedSequence>>()
  const finish = (index: number, status: number, id: number, versionId: number | undefined) =>
    done.set(index, { status, result: { sequence_id: id, version_id: versionId ?? null } })

  const creations = operations.flatMap(({ index, operation }) =>
    operation.op === 'create'
      ? [{ index, sequence: completeSequence(operation.sequence, authorship.by) }]
      : [],
  )
  if (creations.length > 0) {
    const added = creations.map(({ sequence }) => sequence)
    const created = await writeSequencesTx(tx, { ...authorship, action: 'create' }, { added })
    for (const [i, { index }] of creations.entries())
      finish(index, 201, created.sequenceIds[i]!, created.versionIds[i])
  }

  const change = async (
    action: ContentAction,
    of: (operation: Operation) => Partial<SequenceDocument> | undefined,
  ): Promise<void> => {
    const changes = operations.flatMap(({ index, operation }) => {
      const patch = of(operation)
      const before = patch && stored.get(idOf(operation)!)!
      return before ? [{ index, before, after: { ...before, ...patch } }] : []
    })
    if (changes.length === 0) return
    const { sequenceIds, versionIds } = await writeSequencesTx(
      tx,
      { ...authorship, action },
      { changed: changes },
    )
    const versions = new Map(sequenceIds.map((id, i) => [id, versionIds[i]]))
    for (const { index, before } of changes)
      finish(index, 200, before.sequence_id, versions.get(before.sequence_id))
  }
  const published = (is_published: boolean) => (operation: Operation) =>
    operation.op === 'publish' && operation.is_published === is_published ? { is_published } : undefined
  await change('update', (operation) => {
    if (operation.op !== 'update') return undefined
    const { poses, ...facts } = operation.sequence
    return { ...facts, ...(poses && { steps: toSteps(poses) }) }
  })
  await change('publish', published(true))
  await change('unpublish', published(false))

  const deletions = operations.flatMap(({ index, operation }) =>
    operation.op === 'delete' ? [{ index, before: stored.get(operation.sequence_id)! }] : [],
  )
  if (deletions.length === 0) return done
  await queries.deleteSequences(tx, { sequenceIds: deletions.map(({ before }) => before.sequence_id) })
  const versionIds = await recordVersions(
    tx,
    { ...authorship, kind: 'sequence', action: 'delete' },
    deletions.map(({ before }) => ({ contentId: before.sequence_id, before, after: null })),
  )
  for (const [i, { index, before }] of deletions.entries())
    finish(index, 204, before.sequence_id, versionIds[i])
  return done
}
