import { sql } from 'kysely'
import { containing } from '@groundwork/kit/db/like'
import { inOrder, page, type Order } from '@groundwork/kit/db/page'
import type { Sequences } from '../../generated/database.ts'
import { POSE_COLUMNS } from '../poses/pose-row.ts'
import { many } from '../statements.ts'
import type { Marks } from './marks.ts'
import {
  editableBy,
  isFavoriteOf,
  SEQUENCE_COLUMNS,
  visibleTo,
  withSteps,
  type SequenceRow,
  type SequenceWithSteps,
  type StepRow,
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
  /** Adds the marks of the viewer to the rows, and none of them to the sequences: read them with `marksIn`. */
  marked?: true
  /** For who knows the presets: finds nothing unless the viewer has sequences of their own. */
  ifOwn?: true
}

/** A person's marks as columns, which the database finds once for all rows. */
const marksColumns = (userId: number) => [
  sql<number[]>`array(select sequence_id from favorites where user_id = ${userId} order by sequence_id)`.as(
    'favorites',
  ),
  sql<
    number[]
  >`array(select sequence_id from sequences where created_by = ${userId} order by sequence_id)`.as('own'),
]

/** The marks in the rows of a `marked` statement. */
export function marksIn([row]: readonly Partial<Marks>[]): Marks {
  return { favorites: row!.favorites!, own: row!.own! }
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
    if (has('ifOwn'))
      matching = matching.where(({ exists }) =>
        exists(
          db.selectFrom('sequences as own').where('own.createdBy', '=', viewerId!).select('own.sequenceId'),
        ),
      )
    if (has('search'))
      matching = matching.where('searchText', 'like', containing(sql<string>`fold(${p.search})`))
    if (has('difficulty')) matching = matching.where('difficultyLevel', '=', p.difficulty!)
    if (has('focusArea')) matching = matching.where('focusArea', '=', p.focusArea!)
    if (has('style')) matching = matching.where('style', '=', p.style!)
    if (has('minMinutes')) matching = matching.where('durationMinutes', '>=', p.minMinutes!)
    if (has('maxMinutes')) matching = matching.where('durationMinutes', '<=', p.maxMinutes!)
    const chosen = matching
      .select(SEQUENCE_COLUMNS)
      .select(isFavoriteOf(db, has('marked') ? undefined : viewerId).as('isFavorite'))
      .offset(p.offset)
      .limit(p.limit)
    const listed = page(db, matching, withSteps(db, inOrder(chosen, ORDERS[sort])), ORDERS[sort])
    return listed.$if(has('marked'), (query) => query.select(marksColumns(viewerId!)))
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
  /** Adds the marks of the viewer to the rows, and none of them to the sequences: read them with `marksIn`. */
  marked?: true
  /** For who knows the preset: finds nothing that the viewer did not make. */
  ifOwn?: true
}

/**
 * A row for each step with its pose, and the sequence on every one of them, when it is visible to `viewerId`, or to everybody:
 * read with `sequenceIn`.
 */
export const findSequence = many('sequences.find', (db, p: Wanted, has) => {
  const viewerId = has('viewerId') ? p.viewerId : undefined
  const hidden = has('hidden')
  const chosen = db
    .selectFrom('sequences')
    .where('sequenceId', '=', p.sequenceId)
    .where((eb) => (hidden ? editableBy(eb, viewerId!) : visibleTo(eb, viewerId)))
    .select(SEQUENCE_COLUMNS)
    .$if(has('ifOwn'), (query) => query.where('createdBy', '=', viewerId!))
    .select(isFavoriteOf(db, has('marked') ? undefined : viewerId).as('isFavorite'))
  const steps = db
    .selectFrom('sequencePoses')
    .innerJoin('poses', 'poses.poseId', 'sequencePoses.poseId')
    .$if(!hidden, (query) => query.where('poses.isPublished', '=', true))
    .select(['sequenceId', 'sequencePoseId', 'positionOrder', 'durationSeconds', 'side', 'notes'])
    .select(POSE_COLUMNS.map((column) => `poses.${column}` as const))
  return (
    db
      .selectFrom(sql<object>`(select)`.as('always'))
      .leftJoin(withSteps(db, chosen, { hidden }).as('sequence'), (join) => join.onTrue())
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
      .$if(has('marked'), (query) => query.select(marksColumns(viewerId!)))
      .orderBy('step.positionOrder')
  )
})

/** The sequence in the rows of `findSequence`, with all its steps. */
export function sequenceIn(rows: Awaited<ReturnType<typeof findSequence>>): SequenceWithSteps | undefined {
  const row = rows[0]!
  // No sequence is one row too, for the marks.
  if (row.sequenceId === null) return undefined
  const sequence = {
    ...row,
    description: row.sequenceDescription,
    difficultyLevel: row.sequenceLevel,
    createdAt: row.sequenceCreatedAt,
    updatedAt: row.sequenceUpdatedAt,
  } as SequenceRow
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
