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
