import { sql } from 'kysely'
import { change, first } from '../statements.ts'

export const hasPoses = first('content.has_poses', (db, _p: object) =>
  db.selectFrom('poses').select('poseId').limit(1),
)

/** Makes two processes that start together fill the library once. */
export const lockContent = change('content.lock', (db, _p: object) =>
  db.selectNoFrom(sql`pg_advisory_xact_lock(780142)`.as('locked')),
)

/** Inserts the poses of a JSON array whose objects are keyed by column. */
export const insertPoses = change(
  'content.insert_poses',
  (_db, p: { poses: string }) => sql`
  insert into poses (pose_id, name_english, name_sanskrit, name_sanskrit_iast, category, difficulty_level, description,
    instructions, entry_instructions, exit_instructions, holding_cues, breathing_pattern, benefits, contraindications,
    modifications, props, target_areas, image_urls, has_side_variation, default_duration_seconds)
  select pose_id, name_english, name_sanskrit, name_sanskrit_iast, category, difficulty_level, description,
    instructions, entry_instructions, exit_instructions, holding_cues, breathing_pattern, benefits, contraindications,
    modifications, props, target_areas, image_urls, has_side_variation, default_duration_seconds
  from jsonb_populate_recordset(null::poses, ${p.poses}::jsonb)`,
)

/** Inserts the preset sequences of a JSON array; they and their steps are numbered in its order. */
export const insertSequences = change(
  'content.insert_sequences',
  (_db, p: { sequences: string }) => sql`
  with given as (
    select position::int, sequence from jsonb_array_elements(${p.sequences}::jsonb) with ordinality as item(sequence, position)
  ), inserted as (
    insert into sequences (sequence_id, name, description, difficulty_level, duration_minutes, focus_area, style, theme, is_preset)
    select position, sequence->>'name', sequence->>'description', sequence->>'difficulty_level',
      (sequence->>'duration_minutes')::int, sequence->>'focus_area', sequence->>'style', sequence->>'theme', true
    from given
    returning sequence_id
  )
  insert into sequence_poses (sequence_id, position_order, pose_id, duration_seconds, side, notes)
  select sequence_id, step.position, (step.value->>'pose_id')::int, (step.value->>'duration_seconds')::int,
    step.value->>'side', step.value->>'notes'
  from inserted
  join given on given.position = inserted.sequence_id
  cross join jsonb_array_elements(given.sequence->'steps') with ordinality as step(value, position)`,
)

/** Lets new poses and sequences take the ids after the inserted ones. */
export const restartIds = change(
  'content.restart_ids',
  (_db, _p: object) => sql`
  select setval(pg_get_serial_sequence('poses', 'pose_id'), (select max(pose_id) from poses)),
    setval(pg_get_serial_sequence('sequences', 'sequence_id'), (select max(sequence_id) from sequences))`,
)
