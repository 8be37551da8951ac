import type { Executor } from '@groundwork/kit/db/database'
import * as queries from './definition-queries.ts'
import { readContentFile } from './read-content.ts'

/** Brings what nobody edits, and the program alone defines, up to the files it ships with. */
export async function seedDefinitions(on: Executor): Promise<void> {
  const achievements = await readContentFile<object[]>('achievements.json')
  await queries.putAchievements(on, { achievements: JSON.stringify(achievements) })
  const exercises = await readContentFile<object[]>('breathing.json')
  await queries.putBreathingExercises(on, { exercises: JSON.stringify(exercises) })
}
