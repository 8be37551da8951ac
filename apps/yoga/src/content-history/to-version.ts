import type { z } from 'zod'
import type { Content } from './contract.ts'
import type { findVersion } from './queries.ts'

type Found = NonNullable<Awaited<ReturnType<typeof findVersion>>>
type Described = Omit<Found, 'before' | 'after'>

/** A version as lists show it on the wire. */
export const toVersion = (row: Described) => ({
  version_id: row.versionId,
  kind: row.kind,
  content_id: row.contentId,
  name: row.name,
  action: row.action,
  changed_at: row.changedAt.toISOString(),
  changed_by: row.changedBy === null ? null : { user_id: row.changedBy, name: row.changedByName },
  changed_fields: row.changedFields,
  caused_by: row.causedBy,
})

/** A version with everything before and after it, as it stands on the wire. */
export const toVersionDetail = (row: Found, consequences: readonly Described[]) => ({
  ...toVersion(row),
  before: row.before as z.input<typeof Content>,
  after: row.after as z.input<typeof Content>,
  consequences: consequences.map(toVersion),
})
