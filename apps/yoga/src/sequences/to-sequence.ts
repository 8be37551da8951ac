import type { z } from 'zod'
import { imageUrl } from '../images/image-url.ts'
import { toPose } from '../poses/to-pose.ts'
import type { Sequence, SequenceDetail } from './contract.ts'
import type { SequenceRow, SequenceWithSteps, StepRow } from './sequence-row.ts'

/** A sequence as it stands on the wire, its image at `baseUrl`; without one it is an address of this server. */
export function toSequence(row: SequenceRow, baseUrl?: string): z.input<typeof Sequence> {
  const image = row.imageUrl ?? row.poseImageUrl
  return {
    sequence_id: row.sequenceId,
    name: row.name,
    description: row.description,
    difficulty_level: row.difficultyLevel,
    duration_minutes: row.durationMinutes,
    focus_area: row.focusArea,
    style: row.style,
    theme: row.theme,
    is_preset: row.isPreset,
    image_url: image === null ? null : imageUrl(image, baseUrl),
    pose_count: row.poseCount,
    total_duration_seconds: row.totalDurationSeconds,
    is_favorite: row.isFavorite,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  }
}

/** A sequence with its steps, as it stands on the wire. */
export function toSequenceDetail(
  { sequence, steps }: SequenceWithSteps,
  baseUrl?: string,
): z.input<typeof SequenceDetail> {
  const poses = steps.map((step) => toStep(step, baseUrl))
  return { ...toSequence(sequence, baseUrl), created_by: sequence.createdBy, poses }
}

function toStep(row: StepRow, baseUrl?: string) {
  return {
    sequence_pose_id: row.sequencePoseId,
    pose_id: row.poseId,
    position_order: row.positionOrder,
    duration_seconds: row.durationSeconds,
    side: row.side,
    notes: row.notes,
    pose: toPose(row, baseUrl),
  }
}
