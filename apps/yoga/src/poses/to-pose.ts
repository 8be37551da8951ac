import type { z } from 'zod'
import type { Pose } from './contract.ts'
import type { findPose } from './queries.ts'

type Row = NonNullable<Awaited<ReturnType<typeof findPose>>>

/** A pose as it stands on the wire. `baseUrl` makes relative image addresses absolute; empty leaves them. */
export function toPose(row: Row, baseUrl: string): z.input<typeof Pose> {
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
    image_urls: row.imageUrls.map((url) => (url.startsWith('/') ? `${baseUrl}${url}` : url)),
    audio_url: row.audioUrl,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
  }
}

/** Existing clients split this text on newlines and strip the bullets. */
function bulleted(lines: readonly string[]): string | null {
  return lines.length === 0 ? null : lines.map((line) => `• ${line}`).join('\n')
}
