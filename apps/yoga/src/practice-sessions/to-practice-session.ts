import type { z } from 'zod'
import type { PracticeSession } from './contract.ts'
import type { SessionRow, Totals } from './queries.ts'

type Wire = z.input<typeof PracticeSession>

/** A session as it stands on the wire. */
export function toPracticeSession(row: SessionRow): Wire {
  return {
    session_id: row.sessionId,
    user_id: row.userId,
    sequence_id: row.sequenceId,
    started_at: row.startedAt.toISOString(),
    completed_at: row.completedAt?.toISOString() ?? null,
    duration_seconds: row.durationSeconds,
    // Clients know three words; an open session has always been called abandoned.
    completion_status: row.state === 'in_progress' ? 'abandoned' : row.state,
    state: row.state,
    kind: row.kind,
    poses_completed: row.posesCompleted,
    total_poses: row.totalPoses,
    statistics: null,
  }
}

/** The same with the person's totals. */
export const toEndedSession = (row: SessionRow & Totals): Wire => ({
  ...toPracticeSession(row),
  statistics: toStatistics(row),
})

function toStatistics({ started, completed, completedSeconds }: Totals) {
  return {
    total_sessions: completed,
    total_practice_time_seconds: completedSeconds,
    average_duration_seconds: completed === 0 ? 0 : Math.trunc(completedSeconds / completed),
    completion_rate_percent: started === 0 ? 0 : Math.round((completed / started) * 1000) / 10,
  }
}
