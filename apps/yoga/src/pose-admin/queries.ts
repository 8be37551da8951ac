import { sql, type RawBuilder } from 'kysely'
import type { Wanted } from '../content-import/import-kind.ts'
import { change, many } from '../statements.ts'
import type { Executor } from '@groundwork/kit/db/database'
import { FULL_POSE_COLUMNS, type FullPoseRow } from './pose-document.ts'

/** The columns that documents fill. */
const WRITTEN = [
  'name_english',
  'name_sanskrit',
  'name_sanskrit_iast',
  'category',
  'difficulty_level',
  'default_duration_seconds',
  'has_side_variation',
  'target_areas',
  'description',
  'instructions',
  'entry_instructions',
  'exit_instructions',
  'holding_cues',
  'breathing_pattern',
  'benefits',
  'contraindications',
  'modifications',
  'props',
  'image_urls',
  'audio_url',
  'is_published',
]

const written = sql.raw(WRITTEN.join(', '))
const assigned = sql.raw(WRITTEN.map((column) => `${column} = given.${column}`).join(', '))
const returned =
  sql.raw(`poses.pose_id, ${WRITTEN.map((column) => `poses.${column}`).join(', ')}, poses.created_at,
  poses.updated_at`)

/**
 * Lets one transaction at a time take poses out of sequences. Each locks its pose, then the sequences with it, then, to write their
 * steps, the other poses of these: two at once would wait for each other.
 */
export const lockRemovals = change('pose_admin.lock_removals', (db, _p: object) =>
  db.selectNoFrom(sql`pg_advisory_xact_lock(780143)`.as('locked')),
)

/** The poses with these ids, published or not, so that nobody else changes them. */
export const lockPoses = many('pose_admin.lock', (db, p: { poseIds: readonly number[] }) =>
  db
    .selectFrom('poses')
    .select(FULL_POSE_COLUMNS)
    .where(sql<boolean>`pose_id = any(${p.poseIds}::integer[])`)
    .orderBy('poseId')
    .forUpdate(),
)

/** The same for one; undefined when it is not there. */
export const lockPose = async (on: Executor, { poseId }: { poseId: number }) =>
  (await lockPoses(on, { poseIds: [poseId] }))[0]

interface Given {
  /** A JSON array of documents. */
  documents: string
  now: Date
}

/** Adds poses. Those whose document has no id get the next one. */
export const insertPoses = many(
  'pose_admin.insert',
  (_db, p: Given): RawBuilder<FullPoseRow> => sql`
  insert into poses (pose_id, ${written}, created_at, updated_at)
  select coalesce(pose_id, nextval(pg_get_serial_sequence('poses', 'pose_id'))), ${written}, ${p.now}, ${p.now}
  from jsonb_populate_recordset(null::poses, ${p.documents}::jsonb)
  returning ${returned}`,
)

/** Gives the poses with the ids of the documents what these hold. */
export const updatePoses = many(
  'pose_admin.update',
  (_db, p: Given): RawBuilder<FullPoseRow> => sql`
  update poses set ${assigned}, updated_at = ${p.now}
  from jsonb_populate_recordset(null::poses, ${p.documents}::jsonb) as given
  where poses.pose_id = given.pose_id
  returning ${returned}`,
)

/** Removes poses that no sequence contains. */
export const deletePoses = change('pose_admin.delete', (db, p: { poseIds: readonly number[] }) =>
  db.deleteFrom('poses').where(sql<boolean>`pose_id = any(${p.poseIds}::integer[])`),
)

/** A part of all poses, by id. */
interface Part {
  afterId: number
  limit: number
}

interface Chosen {
  ids?: readonly number[]
  names?: readonly string[]
  afterId?: number
  limit?: number
}

const selectPoses = many('pose_admin.find', (db, p: Chosen, has) => {
  const poses = db.selectFrom('poses').select(FULL_POSE_COLUMNS).orderBy('poseId')
  if (has('ids')) return poses.where(sql<boolean>`pose_id = any(${p.ids}::integer[])`)
  if (has('names')) return poses.where(sql<boolean>`name_english = any(${p.names}::text[])`)
  return poses.where('poseId', '>', p.afterId!).limit(p.limit!)
})

/** The poses with these ids or names, or a part of all, published or not, by id. */
export const findPoses = (on: Executor, chosen: Wanted | Part): Promise<FullPoseRow[]> =>
  selectPoses(on, chosen)

/** Waits for everybody who writes poses or relies on one, and keeps them away until the transaction ends. */
export const lockTable = change(
  'pose_admin.lock_table',
  (_db, _p: object) => sql`lock table poses in exclusive mode`,
)

/** Lets new poses take the ids after the largest. Nobody else may write poses meanwhile. */
export const reserveIds = change(
  'pose_admin.reserve_ids',
  (_db, _p: object) => sql`
  select setval(pg_get_serial_sequence('poses', 'pose_id'), greatest(max(pose_id), (select last_value from poses_pose_id_seq)))
  from poses`,
)
