import { sql, type RawBuilder } from 'kysely'
import { change, first, many } from '../statements.ts'
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

/** The pose with that id, published or not, so that nobody else changes it. */
export const lockPose = first('pose_admin.lock', (db, p: { poseId: number }) =>
  db.selectFrom('poses').select(FULL_POSE_COLUMNS).where('poseId', '=', p.poseId).forUpdate(),
)

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

/** Removes a pose that no sequence contains. */
export const deletePose = change('pose_admin.delete', (db, p: { poseId: number }) =>
  db.deleteFrom('poses').where('poseId', '=', p.poseId),
)
