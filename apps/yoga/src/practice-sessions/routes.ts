import { handle } from '../handle.ts'
import {
  completePracticeSession,
  currentPracticeSession,
  pausePracticeSession,
  recordPracticeSession,
  startPracticeSession,
} from './contract.ts'
import * as practiceSessions from './practice-sessions.ts'
import { toEndedSession, toPracticeSession } from './to-practice-session.ts'

export const practiceSessionRoutes = [
  handle(startPracticeSession, async ({ deps, actor, body }) =>
    toPracticeSession(await practiceSessions.start(deps, actor.userId, body.sequence_id ?? null)),
  ),
  handle(completePracticeSession, async ({ deps, actor, body }) =>
    toEndedSession(
      await practiceSessions.complete(deps, actor.userId, {
        sessionId: body.session_id,
        durationSeconds: body.duration_seconds,
        posesCompleted: body.poses_completed ?? null,
        state: body.completion_status,
      }),
    ),
  ),
  handle(pausePracticeSession, async ({ deps, actor, params, body }) =>
    toPracticeSession(
      await practiceSessions.pause(deps, actor.userId, params.session_id, body.duration_so_far),
    ),
  ),
  handle(currentPracticeSession, async ({ deps, actor }) =>
    toPracticeSession(await practiceSessions.current(deps.db, deps.clock.now(), actor.userId)),
  ),
  handle(recordPracticeSession, async ({ deps, actor, body }) => {
    const session = await practiceSessions.record(deps, actor.userId, {
      durationSeconds: Math.round(body.durationMinutes * 60),
      posesCompleted: body.posesCompleted ?? null,
      completedAt: body.completedAt ?? deps.clock.now(),
    })
    return {
      message: 'Session saved',
      session_id: session.sessionId,
      saved_at: deps.clock.now().toISOString(),
    }
  }),
]
