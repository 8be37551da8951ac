import { practiceSessionStates } from '../practice-sessions/example-states.ts'
import { change } from '../statements.ts'
import type { ExampleStates } from '../testing/example-state.ts'

const setTimeZone = change('testing.set_time_zone', (db, p: { userId: number; timezone: string }) =>
  db.updateTable('users').set({ timezone: p.timezone }).where('userId', '=', p.userId),
)

export const historyStates: ExampleStates = {
  // The profile refuses it today; a zone may have been renamed since it was saved.
  'a profile with an unknown time zone': async (app) => {
    await practiceSessionStates['a completed session']!(app)
    await setTimeZone(app.deps.db, { userId: app.ids.user, timezone: 'Mars/Olympus' })
    return {}
  },
}
