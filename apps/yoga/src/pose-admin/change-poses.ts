import type { z } from 'zod'
import type { Tx } from '@groundwork/kit/db/database'
import type { AppError } from '@groundwork/kit/errors/app-error'
import { refuseFailed, type Outcome } from '@groundwork/kit/http/batch'
import { doable, refuseRepeated } from '../content-history/batch.ts'
import { recordVersions, type Authorship, type ContentAction } from '../content-history/version.ts'
import type { Deps } from '../deps.ts'
import { fail } from '../poses/errors.ts'
import { takeOutPosesTx, unpublishThinTx, type LostPoses } from '../sequence-admin/lose-pose.ts'
import type { PoseOperation } from './batch-contract.ts'
import { toPoseDocument, type PoseDocument } from './pose-document.ts'
import { completePose } from './pose-fields-contract.ts'
import * as queries from './queries.ts'
import { writePosesTx, type PoseWrites, type WrittenPoses } from './write-poses.ts'

type Operation = z.output<typeof PoseOperation>
type Read = { operation: Operation } | { error: AppError }

/** What an operation did to which pose; without a version it found things as they are. */
export interface ChangedPose {
  pose_id: number | null
  version_id: number | null
}

/**
 * Does the operations of a batch in one transaction: all of them, or with `perItem` those that can be done. The number of
 * statements does not depend on how many there are.
 * @throws `request.invalid` that names every operation which cannot be done, when they stand together
 */
export function changePoses(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  by: number,
  read: readonly Read[],
  { perItem }: { perItem: boolean },
): Promise<Outcome<ChangedPose>[]> {
  return db.transaction(async (tx) => {
    await queries.lockRemovals(tx, {})
    const distinct = refuseRepeated(read, idOf, 'pose_id')
    const ids = doable(distinct).flatMap(({ operation }) => idOf(operation) ?? [])
    const rows = ids.length > 0 ? await queries.lockPoses(tx, { poseIds: ids }) : []
    const stored = new Map(rows.map((row) => [row.poseId, toPoseDocument(row)]))
    const planned = distinct.map((one) => refuseMissing(one, stored))
    if (!perItem) refuseFailed(planned.map((one) => ('error' in one ? one : {})))
    const done = await carryOut(tx, { by, at: clock.now() }, planned, stored)
    return planned.map((one, index) => ('error' in one ? one : done.get(index)!))
  })
}

const idOf = (operation: Operation) => ('pose_id' in operation ? operation.pose_id : undefined)

function refuseMissing(one: Read, stored: ReadonlyMap<number, PoseDocument>): Read {
  const id = 'operation' in one ? idOf(one.operation) : undefined
  return id === undefined || stored.has(id) ? one : { error: fail('pose.not_found', { id }) }
}

async function carryOut(
  tx: Tx,
  authorship: Authorship,
  planned: readonly Read[],
  stored: ReadonlyMap<number, PoseDocument>,
): Promise<Map<number, Outcome<ChangedPose>>> {
  const operations = doable(planned)
  const done = new Map<number, Outcome<ChangedPose>>()
  const finish = (index: number, status: number, poseId: number, versionId: number | undefined) =>
    done.set(index, { status, result: { pose_id: poseId, version_id: versionId ?? null } })
  const write = async (action: ContentAction, writes: PoseWrites): Promise<WrittenPoses> =>
    isEmpty(writes) ? { rows: [], versionIds: [] } : writePosesTx(tx, { ...authorship, action }, writes)

  const creations = operations.flatMap(({ index, operation }) =>
    operation.op === 'create' ? [{ index, pose: completePose(operation.pose) }] : [],
  )
  const created = await write('create', { added: creations.map(({ pose }) => pose) })
  for (const [i, { index }] of creations.entries())
    finish(index, 201, created.rows[i]!.poseId, created.versionIds[i])

  /** Changes poses, and gives the version of each that was not like that already. */
  const change = async (
    action: ContentAction,
    of: (operation: Operation) => Partial<PoseDocument> | undefined,
  ): Promise<LostPoses> => {
    const changes = operations.flatMap(({ index, operation }) => {
      const patch = of(operation)
      const before = patch && stored.get(idOf(operation)!)!
      return before ? [{ index, before, after: { ...before, ...patch } }] : []
    })
    const { rows, versionIds } = await write(action, { changed: changes })
    const versions = new Map(rows.map(({ poseId }, i) => [poseId, versionIds[i]!]))
    for (const { index, before } of changes) finish(index, 200, before.pose_id, versions.get(before.pose_id))
    return versions
  }
  const published = (is_published: boolean) => (operation: Operation) =>
    operation.op === 'publish' && operation.is_published === is_published ? { is_published } : undefined
  await change('update', (operation) => (operation.op === 'update' ? operation.pose : undefined))
  await change('publish', published(true))
  const hidden = await change('unpublish', published(false))
  if (hidden.size > 0) await unpublishThinTx(tx, authorship, hidden)

  const deletions = operations.flatMap(({ index, operation }) =>
    operation.op === 'delete' ? [{ index, before: stored.get(operation.pose_id)! }] : [],
  )
  if (deletions.length === 0) return done
  const versionIds = await recordVersions(
    tx,
    { ...authorship, kind: 'pose', action: 'delete' },
    deletions.map(({ before }) => ({ contentId: before.pose_id, before, after: null })),
  )
  const deleted = new Map(deletions.map(({ before }, i) => [before.pose_id, versionIds[i]!]))
  await takeOutPosesTx(tx, authorship, deleted)
  await queries.deletePoses(tx, { poseIds: [...deleted.keys()] })
  for (const { index, before } of deletions) finish(index, 204, before.pose_id, deleted.get(before.pose_id))
  return done
}

const isEmpty = ({ added = [], changed = [] }: PoseWrites) => added.length + changed.length === 0
