import type { Selectable } from 'kysely'
import type { Poses } from '../../generated/database.ts'
import { POSE_COLUMNS, type PoseRow } from '../poses/pose-row.ts'
import type { PoseContent } from './pose-fields-contract.ts'

/** A pose with everything that is written of it, as versions and files keep it. */
export interface PoseDocument extends PoseContent {
  pose_id: number
}

/** Everything that clients and administrators see of a pose. */
export const FULL_POSE_COLUMNS = [...POSE_COLUMNS, 'isPublished'] as const

export type FullPoseRow = PoseRow & Pick<Selectable<Poses>, 'isPublished'>

/** A stored pose as a document. The order of its fields is fixed, so that equal poses are equal as text. */
export const toPoseDocument = (row: FullPoseRow): PoseDocument => ({
  pose_id: row.poseId,
  name_english: row.nameEnglish,
  name_sanskrit: row.nameSanskrit,
  name_sanskrit_iast: row.nameSanskritIast,
  category: row.category,
  difficulty_level: row.difficultyLevel,
  default_duration_seconds: row.defaultDurationSeconds,
  has_side_variation: row.hasSideVariation,
  target_areas: row.targetAreas,
  description: row.description,
  instructions: row.instructions,
  entry_instructions: row.entryInstructions,
  exit_instructions: row.exitInstructions,
  holding_cues: row.holdingCues,
  breathing_pattern: row.breathingPattern,
  benefits: row.benefits,
  contraindications: row.contraindications,
  modifications: row.modifications,
  props: row.props,
  image_urls: row.imageUrls,
  audio_url: row.audioUrl,
  is_published: row.isPublished,
})
