import type { Tx } from '@groundwork/kit/db/database'
import { emit } from '@groundwork/kit/events/emit'
import type { ContentVersions } from '../../generated/database.ts'
import { contentChanged } from './events.ts'
import * as queries from './queries.ts'

export type ContentKind = ContentVersions['kind']
export type ContentAction = ContentVersions['action']

/** A change of content: who makes it and when. `by` is null for the command line. */
export interface Authorship {
  by: number | null
  at: Date
}

/** What one pose or sequence was before and after a change; null where it was not there. */
export interface ContentChange {
  contentId: number
  before: object | null
  after: object | null
  /** The version that led to this one, when it is not the same for all of the recording. */
  causedBy?: number
}

export interface Recording extends Authorship {
  kind: ContentKind
  action: ContentAction
  /** The version that led to this one. */
  causedBy?: number | null
}

/**
 * Keeps what changed, in the transaction that changes it, and says so to whoever listens.
 * @returns the ids of the versions, in the order of the changes.
 */
export async function recordVersions(
  tx: Tx,
  { kind, action, by, at, causedBy = null }: Recording,
  changes: readonly ContentChange[],
): Promise<number[]> {
  if (changes.length === 0) return []
  const rows = await queries.insertVersions(tx, {
    kind,
    action,
    by,
    at,
    changes: JSON.stringify(changes.map((change) => ({ causedBy, ...change }))),
  })
  emit(tx, contentChanged, { kind, action, ids: changes.map(({ contentId }) => contentId) })
  return rows.map(({ versionId }) => versionId)
}

/** Whether two documents say the same. Their fields stand in the same order. */
export const isSame = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b)
