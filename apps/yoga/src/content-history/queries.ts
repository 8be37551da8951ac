import { sql, type RawBuilder } from 'kysely'
import type { ContentVersions } from '../../generated/database.ts'
import { many } from '../statements.ts'

interface Recorded {
  kind: ContentVersions['kind']
  action: ContentVersions['action']
  by: number | null
  at: Date
  causedBy: number | null
  /** A JSON array of `{ contentId, before, after }`. */
  changes: string
}

/** Keeps a version for each change; their ids stand in the order of the changes. */
export const insertVersions = many(
  'content_history.insert',
  (_db, p: Recorded): RawBuilder<{ versionId: number }> => sql`
  with added as (
    insert into content_versions (kind, content_id, action, changed_by, changed_at, before, after, caused_by)
    select ${p.kind}, (change->>'contentId')::integer, ${p.action}, ${p.by}, ${p.at},
      nullif(change->'before', 'null'), nullif(change->'after', 'null'), ${p.causedBy}
    from jsonb_array_elements(${p.changes}::jsonb) with ordinality as given (change, position)
    order by position
    returning version_id
  ) select version_id from added order by version_id`,
)
