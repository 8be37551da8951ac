import {
  sql,
  type ExpressionBuilder,
  type Kysely,
  type RawBuilder,
  type Selectable,
  type SelectQueryBuilder,
} from 'kysely'
import type { Database, SequencePoses, Sequences } from '../../generated/database.ts'
import type { PoseRow } from '../poses/pose-row.ts'

/** What lists show of a sequence as it is stored. */
export const SEQUENCE_COLUMNS = [
  'sequences.sequenceId',
  'sequences.name',
  'sequences.description',
  'sequences.difficultyLevel',
  'sequences.durationMinutes',
  'sequences.focusArea',
  'sequences.style',
  'sequences.theme',
  'sequences.isPreset',
  'sequences.isPublished',
  'sequences.createdBy',
  'sequences.imageUrl',
  'sequences.createdAt',
  'sequences.updatedAt',
] as const

type Column<Name> = Name extends `sequences.${infer C extends keyof Sequences}` ? C : never
type Stored = Pick<Selectable<Sequences>, Column<(typeof SEQUENCE_COLUMNS)[number]>>

interface FromSteps {
  /** Steps whose pose is hidden are not counted, unless hidden ones were asked for. */
  poseCount: number
  totalDurationSeconds: number
  /** Image of the hardest pose, among those as hard the one held longest. */
  poseImageUrl: string | null
}

/** A sequence as lists show it. */
export interface SequenceRow extends Stored, FromSteps {
  isFavorite: boolean
}

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

/** Adds to the few sequences of `chosen` what follows from their steps, those with hidden poses left out or not. */
export function withSteps<TB extends keyof Database, Row extends Stored>(
  db: Kysely<Database>,
  chosen: SelectQueryBuilder<Database, TB, Row>,
  { hidden = false } = {},
) {
  const sequenceId = sql.ref<number>('chosen.sequenceId')
  const steps = db
    .selectFrom('sequencePoses')
    .innerJoin('poses', 'poses.poseId', 'sequencePoses.poseId')
    .where('sequencePoses.sequenceId', '=', sequenceId)
    .$if(!hidden, (query) => query.where('poses.isPublished', '=', true))
    .select([
      sql<number>`count(*)::int`.as('poseCount'),
      sql<number>`coalesce(sum(duration_seconds), 0)::int`.as('totalDurationSeconds'),
      sql<string | null>`(array_agg(image_urls[1]
        order by difficulty_rank desc, duration_seconds desc, position_order))[1]`.as('poseImageUrl'),
    ])
  return db
    .selectFrom([chosen.as('chosen')])
    .innerJoinLateral(steps.as('steps'), (join) => join.onTrue())
    .selectAll() as unknown as SelectQueryBuilder<Database, never, Row & FromSteps>
}

/** Whether a person keeps the sequence at hand; nobody known keeps any. */
export function isFavoriteOf(db: Kysely<Database>, userId: number | undefined): RawBuilder<boolean> {
  if (userId === undefined) return sql<boolean>`false`
  const favorite = db
    .selectFrom('favorites')
    .where('favorites.userId', '=', userId)
    .where('favorites.sequenceId', '=', sql.ref<number>('sequences.sequenceId'))
  return sql<boolean>`exists (${favorite.select(sql`1`.as('one'))})`
}

/** Published presets are visible to everybody, custom sequences to their owner only. */
export function visibleTo(eb: ExpressionBuilder<Database, 'sequences'>, viewerId: number | undefined) {
  const preset = eb.and([eb('sequences.isPreset', '=', true), eb('sequences.isPublished', '=', true)])
  return viewerId === undefined ? preset : eb.or([preset, eb('sequences.createdBy', '=', viewerId)])
}

/** What may be edited: every preset, published or not, and the custom sequences of the editor. */
export function editableBy(eb: ExpressionBuilder<Database, 'sequences'>, editorId: number) {
  return eb.or([eb('sequences.isPreset', '=', true), eb('sequences.createdBy', '=', editorId)])
}
