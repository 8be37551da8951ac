import { pageFields } from '@groundwork/kit/http/page'
import { handle } from '../handle.ts'
import { toPracticeSession } from '../practice-sessions/to-practice-session.ts'
import * as breathing from './breathing.ts'
import { getBreathing, listBreathing, recordBreathing } from './contract.ts'
import { toBreathingExercise } from './to-breathing.ts'

export const breathingRoutes = [
  handle(listBreathing, async ({ deps, query }) => {
    const { total, items } = await breathing.list(deps.db, query)
    return { exercises: items.map(toBreathingExercise), ...pageFields(total, query) }
  }),
  handle(getBreathing, async ({ deps, params }) =>
    toBreathingExercise(await breathing.get(deps.db, params.slug)),
  ),
  handle(recordBreathing, async ({ deps, actor, params, body }) => {
    const session = await breathing.record(deps, actor.userId, params.slug, {
      durationSeconds: body.duration_seconds,
      completedAt: body.completed_at ?? deps.clock.now(),
    })
    return { ...toPracticeSession(session), breathing_exercise: params.slug }
  }),
]
