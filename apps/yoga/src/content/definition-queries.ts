import { sql } from 'kysely'
import { change } from '../statements.ts'

/**
 * Inserts the achievements of a JSON array, or brings those of the same code up to date; their order is that of the array.
 * One that now asks for something else is to be given again to those who have reached it.
 */
export const putAchievements = change(
  'content.put_achievements',
  (_db, p: { achievements: string }) => sql`
  insert into achievements (position, code, name, description, type, threshold_value, category, icon)
  select position, code, name, description, type, threshold_value, category, icon
  from jsonb_array_elements(${p.achievements}::jsonb) with ordinality as item(achievement, position)
  cross join jsonb_to_record(achievement) as given(
    code text, name text, description text, type text, threshold_value int, category text, icon text)
  on conflict (code) do update set
    position = excluded.position, name = excluded.name, description = excluded.description, type = excluded.type,
    threshold_value = excluded.threshold_value, category = excluded.category, icon = excluded.icon,
    is_backfilled = achievements.is_backfilled
      and (achievements.type, achievements.threshold_value, achievements.category)
        is not distinct from (excluded.type, excluded.threshold_value, excluded.category)
  where (achievements.position, achievements.name, achievements.description, achievements.type,
      achievements.threshold_value, achievements.category, achievements.icon)
    is distinct from (excluded.position, excluded.name, excluded.description, excluded.type,
      excluded.threshold_value, excluded.category, excluded.icon)`,
)

/** Inserts the breathing exercises of a JSON array, or brings those of the same slug up to date; their order is that of the array. */
export const putBreathingExercises = change(
  'content.put_breathing_exercises',
  (_db, p: { exercises: string }) => sql`
  insert into breathing_exercises (position, slug, name, name_sanskrit, name_sanskrit_iast, difficulty_level, description,
    instructions, benefits, contraindications, pattern, default_minutes, min_minutes, max_minutes)
  select item.position, given.slug, given.name, given.name_sanskrit, given.name_sanskrit_iast, given.difficulty_level,
    given.description, given.instructions, given.benefits, given.contraindications, given.pattern,
    given.default_minutes, given.min_minutes, given.max_minutes
  from jsonb_array_elements(${p.exercises}::jsonb) with ordinality as item(exercise, position)
  cross join jsonb_populate_record(null::breathing_exercises, exercise) as given
  on conflict (slug) do update set
    position = excluded.position, name = excluded.name, name_sanskrit = excluded.name_sanskrit,
    name_sanskrit_iast = excluded.name_sanskrit_iast, difficulty_level = excluded.difficulty_level,
    description = excluded.description, instructions = excluded.instructions, benefits = excluded.benefits,
    contraindications = excluded.contraindications, pattern = excluded.pattern,
    default_minutes = excluded.default_minutes, min_minutes = excluded.min_minutes, max_minutes = excluded.max_minutes`,
)
