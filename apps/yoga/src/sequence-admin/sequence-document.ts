import type { Selectable } from 'kysely'
import type { SequencePoses, Sequences } from '../../generated/database.ts'

type Stored = Selectable<Sequences>
type StoredStep = Selectable<SequencePoses>

/** One step of a sequence, as versions and files keep it. */
export interface StepDocument {
  position_order: number
  pose_id: number
  duration_seconds: number
  side: StoredStep['side']
  notes: string | null
}

/** Everything that is written of a sequence, as versions and files keep it. */
export interface SequenceContent {
  name: string
  description: string | null
  difficulty_level: Stored['difficultyLevel']
  duration_minutes: number
  focus_area: Stored['focusArea']
  style: Stored['style']
  theme: string | null
  image_url: string | null
  is_preset: boolean
  is_published: boolean
  /** Null for presets. */
  created_by: number | null
  /** In the order in which they are practised. */
  steps: StepDocument[]
}

export interface SequenceDocument extends SequenceContent {
  sequence_id: number
}

/** A stored sequence with its steps as JSON. */
export type SequenceDocumentRow = Omit<Stored, 'createdAt' | 'updatedAt' | 'searchText'> & {
  steps: StepDocument[]
}

/** A stored sequence as a document. The order of its fields is fixed, so that equal sequences are equal as text. */
export const toSequenceDocument = (row: SequenceDocumentRow): SequenceDocument => ({
  sequence_id: row.sequenceId,
  name: row.name,
  description: row.description,
  difficulty_level: row.difficultyLevel,
  duration_minutes: row.durationMinutes,
  focus_area: row.focusArea,
  style: row.style,
  theme: row.theme,
  image_url: row.imageUrl,
  is_preset: row.isPreset,
  is_published: row.isPublished,
  created_by: row.createdBy,
  steps: row.steps.map(toStepDocument),
})

/** A step with its fields in their order. */
export const toStepDocument = (step: StepDocument): StepDocument => ({
  position_order: step.position_order,
  pose_id: step.pose_id,
  duration_seconds: step.duration_seconds,
  side: step.side,
  notes: step.notes,
})
