import { sql, type Selectable } from 'kysely'
import type { Executor } from '@groundwork/kit/db/database'
import { containing } from '@groundwork/kit/db/like'
import { inOrder, page, type Order } from '@groundwork/kit/db/page'
import type { SequencePoses, Sequences } from '../../generated/database.ts'
import { POSE_COLUMNS, type PoseRow } from '../poses/pose-row.ts'
import { first, many } from '../statements.ts'
import type { Marks } from './marks.ts'
import {
  editableBy,
  isFavoriteOf,
  SEQUENCE_COLUMNS,
  visibleTo,
  withSteps,
  type SequenceRow,
} from './sequence-row.ts'

export interface SequenceFilter {
  /** Part of the name. */
  search?: string
  difficulty?: Sequences['difficultyLevel']
  focusArea?: Sequences['focusArea']
  style?: Sequences['style']
  minMinutes?: number
  maxMinutes?: number
}

/** Narrows the list: `viewerId` adds the sequences of that person to the presets. */
interface Scope {
  viewerId?: number
  presetsOnly?: true
  ownOnly?: true
}

type Bounds = { offset: number; limit: number }

const ORDERS = {
  name: [{ by: 'name' }, { by: 'sequenceId' }],
  newest: [
    { by: 'createdAt', descending: true },
    { by: 'sequenceId', descending: true },
  ],
  shortest: [{ by: 'durationMinutes' }, { by: 'name' }, { by: 'sequenceId' }],
  longest: [{ by: 'durationMinutes', descending: true }, { by: 'name' }, { by: 'sequenceId' }],
} as const satisfies Record<string, Order<keyof SequenceRow>>

const listSorted = (sort: keyof typeof ORDERS) =>
  many(`sequences.list_${sort}`, (db, p: SequenceFilter & Scope & Bounds, has) => {
    const viewerId = has('viewerId') ? p.viewerId : undefined
    let matching = db.selectFrom('sequences')
    if (has('ownOnly')) matching = matching.where('createdBy', '=', p.viewerId!)
    else matching = matching.where((eb) => visibleTo(eb, has('presetsOnly') ? undefined : viewerId))
    if (has('search'))
      matching = matching.where('searchText', 'like', containing(sql<string>`fold(${p.search})`))
    if (has('difficulty')) matching = matching.where('difficultyLevel', '=', p.difficulty!)
    if (has('focusArea')) matching = matching.where('focusArea', '=', p.focusArea!)
    if (has('style')) matching = matching.where('style', '=', p.style!)
    if (has('minMinutes')) matching = matching.where('durationMinutes', '>=', p.minMinutes!)
    if (has('maxMinutes')) matching = matching.where('durationMinutes', '<=', p.maxMinutes!)
    const chosen = matching
      .select(SEQUENCE_COLUMNS)
      .select(isFavoriteOf(db, viewerId).as('isFavorite'))
      .offset(p.offset)
      .limit(p.limit)
    return page(db, matching, withSteps(db, inOrder(chosen, ORDERS[sort])), ORDERS[sort])
  })

/** Visible sequences that match, in each order, and how many there are on all pages: read with `splitPage`. */
export const listSequences = {
  name: listSorted('name'),
  newest: listSorted('newest'),
  shortest: listSorted('shortest'),
  longest: listSorted('longest'),
}

interface Wanted {
  sequenceId: number
  viewerId?: number
  /** Also what only editors see: presets that are not published, and steps whose pose is not. */
  hidden?: true
}

/** A row for each step with its pose, and the sequence on every one of them. */
const selectSteps = many('sequences.find', (db, p: Wanted, has) => {
  const viewerId = has('viewerId') ? p.viewerId : undefined
  const hidden = has('hidden')
  const chosen = db
    .selectFrom('sequences')
    .where('sequenceId', '=', p.sequenceId)
    .where((eb) => (hidden ? editableBy(eb, viewerId!) : visibleTo(eb, viewerId)))
    .select(SEQUENCE_COLUMNS)
    .select(isFavoriteOf(db, viewerId).as('isFavorite'))
  const steps = db
    .selectFrom('sequencePoses')
    .innerJoin('poses', 'poses.poseId', 'sequencePoses.poseId')
    .$if(!hidden, (query) => query.where('poses.isPublished', '=', true))
    .select(['sequenceId', 'sequencePoseId', 'positionOrder', 'durationSeconds', 'side', 'notes'])
    .select(POSE_COLUMNS.map((column) => `poses.${column}` as const))
  return (
    db
      .selectFrom(withSteps(db, chosen, { hidden }).as('sequence'))
      .leftJoin(steps.as('step'), 'step.sequenceId', 'sequence.sequenceId')
      .selectAll('step')
      // Poses have a description, a level and times too.
      .select([
        'sequence.description as sequenceDescription',
        'sequence.difficultyLevel as sequenceLevel',
        'sequence.createdAt as sequenceCreatedAt',
        'sequence.updatedAt as sequenceUpdatedAt',
        'sequence.sequenceId',
        'sequence.name',
        'sequence.durationMinutes',
        'sequence.focusArea',
        'sequence.style',
        'sequence.theme',
        'sequence.isPreset',
        'sequence.isPublished',
        'sequence.createdBy',
        'sequence.imageUrl',
        'sequence.isFavorite',
        'sequence.poseCount',
        'sequence.totalDurationSeconds',
        'sequence.poseImageUrl',
      ])
      .orderBy('step.positionOrder')
  )
})

type Step = Pick<
  Selectable<SequencePoses>,
  'sequencePoseId' | 'positionOrder' | 'durationSeconds' | 'side' | 'notes'
>
/** A step of a sequence together with its pose. */
export type StepRow = Step & PoseRow

export interface SequenceWithSteps {
  sequence: SequenceRow
  /** In the order in which they are practised. */
  steps: StepRow[]
}

/** The sequence with that id when it is visible to `viewerId`, or to everybody; with all its steps. */
export async function findSequence(on: Executor, args: Wanted): Promise<SequenceWithSteps | undefined> {
  const rows = await selectSteps(on, args)
  const row = rows[0]
  if (!row) return undefined
  const sequence = {
    ...row,
    description: row.sequenceDescription,
    difficultyLevel: row.sequenceLevel,
    createdAt: row.sequenceCreatedAt,
    updatedAt: row.sequenceUpdatedAt,
  }
  // A sequence without steps is one row, whose columns of a step are null.
  return { sequence, steps: row.sequencePoseId === null ? [] : (rows as StepRow[]) }
}

interface FacetRow {
  /** Which of the four a row counts; the other three are null. */
  difficultyLevel: Sequences['difficultyLevel'] | null
  focusArea: Sequences['focusArea'] | null
  style: Sequences['style'] | null
  /** Number of the bucket of minutes, from 0: ends at 15, 30, 45, or has no end. */
  bucket: number | null
  count: number
}

/** How many presets there are of each level, focus, style and length. */
export const countPresets = many(
  'sequences.count_presets',
  (_db, _p: object) => sql<FacetRow>`
  with preset as (
    select difficulty_level, focus_area, style, width_bucket(duration_minutes, array[16, 31, 46]) as bucket
    from sequences where is_preset and is_published
  )
  select difficulty_level, focus_area, style, bucket, count(*)::int as count
  from preset group by grouping sets (difficulty_level, focus_area, style, bucket)`,
)

/** Which sequences a person marked, and which they made. */
export const findMarks = first(
  'sequences.find_marks',
  (_db, p: { userId: number }) => sql<Marks>`
  select
    array(select sequence_id from favorites where user_id = ${p.userId} order by sequence_id) as favorites,
    array(select sequence_id from sequences where created_by = ${p.userId} order by sequence_id) as own`,
)
