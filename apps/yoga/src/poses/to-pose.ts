import type { z } from 'zod'
import { imageUrl } from '../images/image-url.ts'
import type { Pose, PoseDetail } from './contract.ts'
import type { PoseRow } from './pose-row.ts'
import type { PoseSequence } from './queries.ts'

/** A pose as it stands on the wire, its images at `baseUrl`; without one they are addresses of this server. */
export function toPose(row: PoseRow, baseUrl?: string): z.input<typeof Pose> {
  return {
    pose_id: row.poseId,
    name_english: row.nameEnglish,
    name_sanskrit: row.nameSanskrit,
    name_sanskrit_iast: row.nameSanskritIast,
    category: row.category,
    difficulty_level: row.difficultyLevel,
    description: row.description,
    instructions: row.instructions,
    entry_instructions: row.entryInstructions,
    exit_instructions: row.exitInstructions,
    holding_cues: row.holdingCues,
    breathing_pattern: row.breathingPattern,
    has_side_variation: row.hasSideVariation,
    default_duration_seconds: row.defaultDurationSeconds,
    benefits: bulleted(row.benefits),
    benefits_list: row.benefits,
    contraindications: bulleted(row.contraindications),
    contraindications_list: row.contraindications,
    modifications: row.modifications,
    props: row.props,
    target_areas: row.targetAreas,
    image_urls: row.imageUrls.map((url) => imageUrl(url, baseUrl)),
    audio_url: row.audioUrl,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  }
}

/** A pose with the sequences that contain it, as it stands on the wire. */
export function toPoseDetail(
  row: PoseRow & { sequences: readonly PoseSequence[] },
  baseUrl?: string,
): z.input<typeof PoseDetail> {
  const sequences = row.sequences.map(({ sequenceId, name, difficultyLevel, durationMinutes }) => ({
    sequence_id: sequenceId,
    name,
    difficulty_level: difficultyLevel,
    duration_minutes: durationMinutes,
  }))
  return { ...toPose(row, baseUrl), sequences }
}

/** Existing clients split this text on newlines and strip the bullets. */
function bulleted(lines: readonly string[]): string | null {
  return lines.length === 0 ? null : lines.map((line) => `• ${line}`).join('\n')
}
