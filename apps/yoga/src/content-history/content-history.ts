import type { z } from 'zod'
import type { Executor } from '@groundwork/kit/db/database'
import { splitPage } from '@groundwork/kit/db/page'
import { fail as failRequest } from '@groundwork/kit/http/errors'
import { offsetOf } from '@groundwork/kit/http/page'
import type { Actor } from '../actor.ts'
import type { Deps } from '../deps.ts'
import type { PoseDocument } from '../pose-admin/pose-document.ts'
import { restorePoseTx } from '../pose-admin/restore-pose.ts'
import { restoreSequenceTx } from '../sequence-admin/restore-sequence.ts'
import type { SequenceDocument } from '../sequence-admin/sequence-document.ts'
import type { listContentVersions } from './contract.ts'
import { fail } from './errors.ts'
import * as queries from './queries.ts'

type ListQuery = z.output<NonNullable<typeof listContentVersions.query>>

/** The page of versions that a list query asks for. */
export async function list(on: Executor, query: ListQuery) {
  const { kind, id: contentId } = query
  return splitPage(await queries.listVersions(on, { kind, contentId, ...offsetOf(query) }))
}

/**
 * A version and those that it caused.
 * @throws `content_version.not_found`
 */
export async function get(on: Executor, versionId: number) {
  const [version, ...consequences] = await queries.findWithConsequences(on, { versionId })
  if (!version) throw fail('content_version.not_found', { id: versionId })
  return { version, consequences }
}

/**
 * Brings a pose or sequence back to what it was after a change; of a deletion, before it. A sequence comes back only when all
 * of its poses are there.
 * @returns what was restored, and the version of its restoration; null when nothing changed.
 * @throws `content_version.not_found`, `auth.forbidden` for those who may not write it, `sequence.poses_not_found`,
 * `sequence.not_found` for the custom sequence of somebody else
 */
export function restore({ db, clock }: Pick<Deps, 'db' | 'clock'>, actor: Actor, versionId: number) {
  return db.transaction(async (tx) => {
    const version = await queries.findVersion(tx, { versionId })
    if (!version) throw fail('content_version.not_found', { id: versionId })
    const { kind, contentId, before, after } = version
    if (!actor.permissions.has(`${kind}.write`)) throw failRequest('auth.forbidden')
    const recording = { action: 'restore', by: actor.userId, at: clock.now(), causedBy: versionId } as const
    const content = after ?? before
    const restorationId =
      kind === 'pose'
        ? await restorePoseTx(tx, recording, content as PoseDocument)
        : await restoreSequenceTx(tx, recording, content as SequenceDocument)
    return { kind, contentId, restorationId }
  })
}
