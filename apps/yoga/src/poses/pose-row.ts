import type { Selectable } from 'kysely'
import type { Poses } from '../../generated/database.ts'

/** Everything of a pose that clients see. */
export const POSE_COLUMNS = [
  'poseId',
  'nameEnglish',
  'nameSanskrit',
  'nameSanskritIast',
  'category',
  'difficultyLevel',
  'description',
  'instructions',
  'entryInstructions',
  'exitInstructions',
  'holdingCues',
  'breathingPattern',
  'benefits',
  'contraindications',
  'modifications',
  'props',
  'targetAreas',
  'imageUrls',
  'audioUrl',
  'hasSideVariation',
  'defaultDurationSeconds',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Poses)[]

export type PoseRow = Pick<Selectable<Poses>, (typeof POSE_COLUMNS)[number]>
