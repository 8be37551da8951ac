import { sql, type RawBuilder } from 'kysely'
import type { Executor } from '@groundwork/kit/db/database'
import type { Wanted } from '../content-import/import-kind.ts'
import { change, many } from '../statements.ts'
import type { SequenceDocumentRow } from './sequence-document.ts'

/** The columns that documents fill when a sequence is changed. Whose it is does not change. */
const WRITTEN = [
  'name',
  'description',
  'difficulty_level',
  'duration_minutes',
  'focus_area',
  'style',
  'theme',
  'image_url',
  'is_published',
]

const written = sql.raw(WRITTEN.join(', '))
const assigned = sql.raw(WRITTEN.map((column) => `${column} = given.${column}`).join(', '))

/**
 * Those of the poses that exist, so that nobody removes them. Taken before any lock of a sequence: removing a pose locks in
 * this order too, and two that lock in different orders would wait for each other.
 */
export const lockPoses = many('sequence_admin.lock_poses', (db, p: { poseIds: readonly number[] }) =>
  db
    .selectFrom('poses')
    .select('poseId')
    .where(sql<boolean>`pose_id = any(${p.poseIds}::integer[])`)
    .orderBy('poseId')
    .forKeyShare(),
)

/** Locks presets, or custom sequences of that administrator. What they hold is read after the locks are had. */
export const lockSequences = many(
  'sequence_admin.lock',
  (db, p: { userId: number; sequenceIds: readonly number[] }) =>
    db
      .selectFrom('sequences')
      .select('sequenceId')
      .where(sql<boolean>`sequence_id = any(${p.sequenceIds}::integer[])`)
      .where((eb) => eb.or([eb('isPreset', '=', true), eb('createdBy', '=', p.userId)]))
      .orderBy('sequenceId')
      .forUpdate(),
)

/** Locks one of them; undefined when there is none. */
export const lockSequence = async (on: Executor, p: { userId: number; sequenceId: number }) =>
  (await lockSequences(on, { userId: p.userId, sequenceIds: [p.sequenceId] }))[0]

const isAmong = (poseIds: readonly number[]) => sql<boolean>`pose_id = any(${poseIds}::integer[])`

/** Locks every sequence that contains one of the poses, whoever made it. */
export const lockSequencesWith = many(
  'sequence_admin.lock_with_pose',
  (db, p: { poseIds: readonly number[] }) =>
    db
      .selectFrom('sequences')
      .select('sequenceId')
      .where(
        'sequenceId',
        'in',
        db.selectFrom('sequencePoses').select('sequenceId').where(isAmong(p.poseIds)),
      )
      .orderBy('sequenceId')
      .forUpdate(),
)

/** Locks the published presets that contain one of the poses and have fewer than three published ones. */
export const lockThinPresets = many('sequence_admin.lock_thin', (db, p: { poseIds: readonly number[] }) =>
  db
    .selectFrom('sequences')
    .select('sequenceId')
    .where('isPreset', '=', true)
    .where('isPublished', '=', true)
    .where('sequenceId', 'in', db.selectFrom('sequencePoses').select('sequenceId').where(isAmong(p.poseIds)))
    .where((eb) =>
      eb(
        eb
          .selectFrom('sequencePoses')
          .innerJoin('poses', 'poses.poseId', 'sequencePoses.poseId')
          .select(sql<number>`count(*)`.as('count'))
          .whereRef('sequencePoses.sequenceId', '=', 'sequences.sequenceId')
          .where('poses.isPublished', '=', true),
        '<',
        3,
      ),
    )
    .orderBy('sequenceId')
    .forUpdate(),
)

/** Those of the sequences that have at least `least` steps whose pose is published. */
export const listVisible = many(
  'sequence_admin.list_visible',
  (db, p: { sequenceIds: readonly number[]; least: number }) =>
    db
      .selectFrom('sequencePoses')
      .innerJoin('poses', 'poses.poseId', 'sequencePoses.poseId')
      .select('sequenceId')
      .where(sql<boolean>`sequence_id = any(${p.sequenceIds}::integer[])`)
      .where('isPublished', '=', true)
      .groupBy('sequenceId')
      .having(sql<boolean>`count(*) >= ${p.least}`),
)

/** A part of all presets, by id. */
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

const selectDocuments = many(
  'sequence_admin.find',
  (_db, p: Chosen, has): RawBuilder<SequenceDocumentRow> => {
    const chosen = has('ids')
      ? sql`where sequence_id = any(${p.ids}::integer[]) order by sequence_id`
      : has('names')
        ? sql`where is_preset and name = any(${p.names}::text[]) order by sequence_id`
        : sql`where is_preset and sequence_id > ${p.afterId} order by sequence_id limit ${p.limit}`
    return sql`
  select sequence_id, ${written}, is_preset, created_by,
    (select coalesce(json_agg(step order by step.position_order), '[]') from (
      select position_order, pose_id, duration_seconds, side, notes from sequence_poses
      where sequence_poses.sequence_id = sequences.sequence_id
    ) as step) as steps
  from sequences ${chosen}`
  },
)

/** All that is written of the sequences with these ids, of the presets with these names, or of a part of all presets, by id. */
export const findDocuments = (on: Executor, chosen: Wanted | Part): Promise<SequenceDocumentRow[]> =>
  selectDocuments(on, chosen)

/** Those of the poses that exist. */
export const knownPoses = many('sequence_admin.known_poses', (db, p: { poseIds: readonly number[] }) =>
  db
    .selectFrom('poses')
    .select('poseId')
    .where(sql<boolean>`pose_id = any(${p.poseIds}::integer[])`),
)

/** Waits for everybody who writes sequences or relies on one, and keeps them away until the transaction ends. */
export const lockTable = change(
  'sequence_admin.lock_table',
  (_db, _p: object) => sql`lock table sequences in exclusive mode`,
)

/** Lets new sequences take the ids after the largest. Nobody else may write sequences meanwhile. */
export const reserveIds = change(
  'sequence_admin.reserve_ids',
  (_db, _p: object) => sql`
  select setval(pg_get_serial_sequence('sequences', 'sequence_id'),
    greatest(max(sequence_id), (select last_value from sequences_sequence_id_seq)))
  from sequences`,
)

interface Given {
  /** A JSON array of documents. */
  documents: string
  now: Date
}

/** Adds sequences without their steps, and returns their ids in the order of the documents. Those without an id get the next. */
export const insertSequences = many(
  'sequence_admin.insert',
  (_db, p: Given): RawBuilder<{ sequenceId: number }> => sql`
  with given as materialized (
    select coalesce(sequence_id, nextval(pg_get_serial_sequence('sequences', 'sequence_id')))::integer as sequence_id,
      position, ${written}, is_preset, created_by
    from jsonb_array_elements(${p.documents}::jsonb) with ordinality as listed (document, position)
    cross join jsonb_populate_record(null::sequences, document)
  ), added as (
    insert into sequences (sequence_id, ${written}, is_preset, created_by, created_at, updated_at)
    select sequence_id, ${written}, is_preset, created_by, ${p.now}, ${p.now} from given
  ) select sequence_id from given order by position`,
)

/** Gives the sequences with the ids of the documents what these hold, their steps excepted. */
export const updateSequences = change(
  'sequence_admin.update',
  (_db, p: Given) => sql`
  update sequences set ${assigned}, updated_at = ${p.now}
  from jsonb_populate_recordset(null::sequences, ${p.documents}::jsonb) as given
  where sequences.sequence_id = given.sequence_id`,
)

export const deleteSteps = change(
  'sequence_admin.delete_steps',
  (_db, p: { sequenceIds: readonly number[] }) => sql`
  delete from sequence_poses where sequence_id = any(${p.sequenceIds}::integer[])`,
)

/** Adds the steps of documents to sequences that have none. */
export const insertSteps = change(
  'sequence_admin.insert_steps',
  (_db, p: { documents: string }) => sql`
  insert into sequence_poses (sequence_id, position_order, pose_id, duration_seconds, side, notes)
  select (document->>'sequence_id')::integer, position_order, pose_id, duration_seconds, side, notes
  from jsonb_array_elements(${p.documents}::jsonb) as document
  cross join jsonb_populate_recordset(null::sequence_poses, document->'steps')`,
)

export const deleteSequences = change('sequence_admin.delete', (db, p: { sequenceIds: readonly number[] }) =>
  db.deleteFrom('sequences').where(sql<boolean>`sequence_id = any(${p.sequenceIds}::integer[])`),
)
