import { handle } from '../handle.ts'
import { readPreferences, updatePreferences } from './contract.ts'
import * as preferences from './preferences.ts'
import { toPreferences } from './to-preferences.ts'

export const preferenceRoutes = [
  handle(readPreferences, async ({ deps, actor }) =>
    toPreferences(await preferences.read(deps, actor.userId)),
  ),
  handle(updatePreferences, async ({ deps, actor, body }) =>
    toPreferences(await preferences.choose(deps, actor.userId, body)),
  ),
]
