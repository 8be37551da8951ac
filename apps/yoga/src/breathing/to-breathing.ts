import type { z } from 'zod'
import type { BreathingExercise } from './contract.ts'
import type { get } from './breathing.ts'

/** An exercise as it stands on the wire. */
export function toBreathingExercise(row: Awaited<ReturnType<typeof get>>): z.input<typeof BreathingExercise> {
  return {
    slug: row.slug,
    name: row.name,
    name_sanskrit: row.nameSanskrit,
    name_sanskrit_iast: row.nameSanskritIast,
    difficulty_level: row.difficultyLevel,
    description: row.description,
    instructions: row.instructions,
    benefits: row.benefits,
    contraindications: row.contraindications,
    pattern: row.pattern,
    cycle_seconds: row.pattern.reduce((sum, { seconds }) => sum + seconds, 0),
    default_minutes: row.defaultMinutes,
    min_minutes: row.minMinutes,
    max_minutes: row.maxMinutes,
  }
}
