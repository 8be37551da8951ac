import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { ContentVersions, Database } from '../../generated/database.ts'
import { page } from '@groundwork/kit/db/page'
import { first, many } from '../statements.ts'

interface Recorded {
  kind: ContentVersions['kind']
  action: ContentVersions['action']
  by: number | null
  at: Date
  /** A JSON array of `{ contentId, before, after, causedBy }`. */
  changes: string
}

/** Keeps a version for each change; their ids stand in the order of the changes. */
export const insertVersions = many(
  'content_history.insert',
  (_db, p: Recorded): RawBuilder<{ versionId: number }> => sql`
  with added as (
    insert into content_versions (kind, content_id, action, changed_by, changed_at, before, after, caused_by)
    select ${p.kind}, (change->>'contentId')::integer, ${p.action}, ${p.by}, ${p.at},
      nullif(change->'before', 'null'), nullif(change->'after', 'null'), (change->>'causedBy')::bigint
    from jsonb_array_elements(${p.changes}::jsonb) with ordinality as given (change, position)
    order by position
    returning version_id
  ) select version_id from added order by version_id`,
)

/** What lists show of versions: what was changed, and by whom. */
const described = (db: Kysely<Database>) =>
  db
    .selectFrom('contentVersions')
    .leftJoin('users', 'users.userId', 'contentVersions.changedBy')
    .select([
      'versionId',
      'kind',
      'contentId',
      'action',
      'changedBy',
      'changedAt',
      'causedBy',
      'users.name as changedByName',
    ])
    .select([
      sql<string>`coalesce(coalesce(after, before)->>'name_english', coalesce(after, before)->>'name')`.as(
        'name',
      ),
      sql<string[]>`case when before is null or after is null then array[]::text[] else array(
        select field from jsonb_object_keys(before || after) as field
        where before->field is distinct from after->field order by field
      ) end`.as('changedFields'),
    ])

/** Versions that match, latest first, and how many there are on all pages: read with `splitPage`. */
export const listVersions = many(
  'content_history.list',
  (db, p: { kind?: ContentVersions['kind']; contentId?: number; offset: number; limit: number }, has) => {
    let matching = db.selectFrom('contentVersions')
    let wanted = described(db)
    if (has('kind')) {
      matching = matching.where('kind', '=', p.kind!)
      wanted = wanted.where('kind', '=', p.kind!)
    }
    if (has('contentId')) {
      matching = matching.where('contentId', '=', p.contentId!)
      wanted = wanted.where('contentId', '=', p.contentId!)
    }
    return page(db, matching, wanted.orderBy('versionId', 'desc').offset(p.offset).limit(p.limit), [
      { by: 'versionId', descending: true },
    ])
  },
)

/** The version with that id, with everything before and after it. */
export const findVersion = first('content_history.find', (db, p: { versionId: number }) =>
  described(db).select(['before', 'after']).where('versionId', '=', p.versionId),
)

/** The version with that id and, after it, those that it caused, in the order in which they came about. */
export const findWithConsequences = many(
  'content_history.find_with_consequences',
  (db, p: { versionId: number }) =>
    described(db)
      .select(['before', 'after'])
      .where((eb) => eb.or([eb('versionId', '=', p.versionId), eb('causedBy', '=', p.versionId)]))
      .orderBy('versionId'),
)
