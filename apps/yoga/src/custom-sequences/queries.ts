import { sql } from 'kysely'
import { containing } from '@groundwork/kit/db/like'
import { inOrder, page, type Order } from '@groundwork/kit/db/page'
import type { Sequences } from '../../generated/database.ts'
import { isFavoriteOf, SEQUENCE_COLUMNS, withSteps, type SequenceRow } from '../sequences/sequence-row.ts'
import { change, first, many } from '../statements.ts'

export interface Facts {
  name: string
  description: string | null
  difficulty: Sequences['difficultyLevel']
  focusArea: Sequences['focusArea']
  style: Sequences['style']
}

/** Makes a person's additions wait for each other, so that they can be counted. */
export const lockOwner = change('custom_sequences.lock_owner', (db, p: { userId: number }) =>
  db.selectFrom('users').select('userId').where('userId', '=', p.userId).forNoKeyUpdate(),
)

interface Check {
  /** Custom sequences that the person has. */
  owned: number
  /** Those of the given poses that do not exist, or are not published. */
  missing: number[]
}

/** Counts the person's sequences, and keeps the poses from being deleted until the transaction ends. */
export const check = first(
  'custom_sequences.check',
  (_db, p: { userId: number; poseIds: readonly number[] }) => sql<Check>`
  with known as (
    select pose_id from poses where pose_id = any(${p.poseIds}::int[]) and is_published for key share
  )
  select (select count(*)::int from sequences where created_by = ${p.userId}) as owned,
    array(select unnest(${p.poseIds}::int[]) except select pose_id from known order by 1) as missing`,
)

export const insertSequence = first(
  'custom_sequences.insert',
  (db, p: { userId: number; durationMinutes: number; at: Date } & Facts) =>
    db
      .insertInto('sequences')
      .values({
        name: p.name,
        description: p.description,
        difficultyLevel: p.difficulty,
        durationMinutes: p.durationMinutes,
        focusArea: p.focusArea,
        style: p.style,
        isPreset: false,
        createdBy: p.userId,
        createdAt: p.at,
        updatedAt: p.at,
      })
      .returning('sequenceId'),
)

/** Makes changes of one custom sequence wait for each other. */
export const lockSequence = first('custom_sequences.lock', (db, p: { userId: number; sequenceId: number }) =>
  db
    .selectFrom('sequences')
    .select('sequenceId')
    .where('createdBy', '=', p.userId)
    .where('sequenceId', '=', p.sequenceId)
    .forNoKeyUpdate(),
)

/** Changes the facts that are given. */
export const updateSequence = change(
  'custom_sequences.update',
  (db, p: { userId: number; sequenceId: number; durationMinutes?: number; at: Date } & Partial<Facts>, has) =>
    db
      .updateTable('sequences')
      .set({
        updatedAt: p.at,
        ...(has('name') && { name: p.name }),
        ...(has('description') && { description: p.description }),
        ...(has('difficulty') && { difficultyLevel: p.difficulty }),
        ...(has('focusArea') && { focusArea: p.focusArea }),
        ...(has('style') && { style: p.style }),
        ...(has('durationMinutes') && { durationMinutes: p.durationMinutes }),
      })
      .where('createdBy', '=', p.userId)
      .where('sequenceId', '=', p.sequenceId),
)

/** Makes the steps of a sequence those of a JSON array keyed by column, with positions from 1 to `count`. */
export const replaceSteps = change(
  'custom_sequences.replace_steps',
  (_db, p: { sequenceId: number; count: number; steps: string }) => sql`
  with surplus as (
    delete from sequence_poses where sequence_id = ${p.sequenceId} and position_order > ${p.count}
  )
  insert into sequence_poses (sequence_id, position_order, pose_id, duration_seconds, side, notes)
  select ${p.sequenceId}, position_order, pose_id, duration_seconds, side, notes
  from jsonb_to_recordset(${p.steps}::jsonb)
    as step(position_order int, pose_id int, duration_seconds int, side text, notes text)
  on conflict (sequence_id, position_order) do update
  set pose_id = excluded.pose_id, duration_seconds = excluded.duration_seconds, side = excluded.side, notes = excluded.notes`,
)

export const deleteSequence = change(
  'custom_sequences.delete',
  (db, p: { userId: number; sequenceId: number }) =>
    db.deleteFrom('sequences').where('createdBy', '=', p.userId).where('sequenceId', '=', p.sequenceId),
)

const ORDERS = {
  newest: [
    { by: 'updatedAt', descending: true },
    { by: 'sequenceId', descending: true },
  ],
  name: [{ by: 'name' }, { by: 'sequenceId' }],
  shortest: [{ by: 'durationMinutes' }, { by: 'name' }, { by: 'sequenceId' }],
  longest: [{ by: 'durationMinutes', descending: true }, { by: 'name' }, { by: 'sequenceId' }],
} as const satisfies Record<string, Order<keyof SequenceRow>>

interface Listing {
  userId: number
  /** Part of the name. */
  search?: string
  offset: number
  limit: number
}

const listSorted = (sort: keyof typeof ORDERS) =>
  many(`custom_sequences.list_${sort}`, (db, p: Listing, has) => {
    let matching = db.selectFrom('sequences').where('createdBy', '=', p.userId)
    if (has('search'))
      matching = matching.where('searchText', 'like', containing(sql<string>`fold(${p.search})`))
    const chosen = matching
      .select(SEQUENCE_COLUMNS)
      .select(isFavoriteOf(db, p.userId).as('isFavorite'))
      .offset(p.offset)
      .limit(p.limit)
    return page(db, matching, withSteps(db, inOrder(chosen, ORDERS[sort])), ORDERS[sort])
  })

/** A person's own sequences in each order: read with `splitPage`. */
export const listOwn = {
  newest: listSorted('newest'),
  name: listSorted('name'),
  shortest: listSorted('shortest'),
  longest: listSorted('longest'),
}
