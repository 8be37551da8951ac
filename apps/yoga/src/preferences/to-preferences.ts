import type { z } from 'zod'
import { DEFAULT_PREFERENCES, Preferences } from './contract.ts'

/** Every preference: as it was chosen, or as it is for everybody when it never was or today's rules refuse the choice. */
export function toPreferences(stored: unknown): z.output<typeof Preferences> {
  const chosen = (stored ?? {}) as Record<string, unknown>
  const valid = Object.entries(Preferences.shape).flatMap(([name, schema]) => {
    const { success, data } = schema.safeParse(chosen[name])
    return success ? [[name, data]] : []
  })
  return { ...DEFAULT_PREFERENCES, ...Object.fromEntries(valid) }
}
