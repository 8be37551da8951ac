import type { z } from 'zod'
import type { HistorySession, readCalendar, readStats } from './contract.ts'
import type { calendar, list, stats } from './history.ts'

type Calendar = z.input<(typeof readCalendar.responses)[200]>
type Stats = z.input<(typeof readStats.responses)[200]>

/** A past session as it stands on the wire. */
export function toHistorySession(
  row: Awaited<ReturnType<typeof list>>['items'][number],
): z.input<typeof HistorySession> {
  return {
    session_id: row.sessionId,
    user_id: row.userId,
    sequence_id: row.sequenceId,
    started_at: row.startedAt.toISOString(),
    completed_at: row.completedAt?.toISOString() ?? null,
    duration_seconds: row.durationSeconds,
    state: row.state,
    poses_completed: row.posesCompleted,
    total_poses: row.totalPoses,
    sequence_name: row.sequenceName,
    sequence_difficulty: row.sequenceDifficulty,
    sequence_focus_area: row.sequenceFocusArea,
    kind: row.kind,
    breathing_exercise: row.breathingExercise,
    breathing_exercise_name: row.breathingExerciseName,
  }
}

/** Days grouped by month, in their order. */
export function toCalendar({ timezone, days }: Awaited<ReturnType<typeof calendar>>): Calendar {
  const months: Calendar['months'] = []
  for (const { day, sessions, seconds, completed, completedSeconds } of days) {
    const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))]
    const last = months.at(-1)
    const current = last?.year === year && last.month === month ? last : { year, month, days: [] }
    if (current !== last) months.push(current)
    current.days.push({
      date: day,
      practice_date: day,
      session_count: sessions,
      total_duration_seconds: seconds,
      completed_count: completed,
      completed_duration_seconds: completedSeconds,
    })
  }
  return { months, total_days_practiced: days.length, timezone }
}

/** Hours, minutes and percentages are rounded to two decimals; without practice they are 0. */
export function toStats(summary: Awaited<ReturnType<typeof stats>>): Stats {
  const { started, completed, completedSeconds } = summary
  return {
    total_sessions: completed,
    total_practice_time_seconds: completedSeconds,
    total_practice_time_hours: twoDecimals(completedSeconds / 3600),
    average_session_duration_minutes: completed === 0 ? 0 : twoDecimals(completedSeconds / completed / 60),
    current_streak_days: summary.currentStreak,
    best_streak_days: summary.bestStreak,
    completion_rate_percentage: started === 0 ? 0 : twoDecimals((completed / started) * 100),
    sessions_last_30_days: summary.completedRecently,
    days_practiced: summary.days,
    most_practiced_sequences: summary.sequences.map(({ id, name, sessions }) => ({
      sequence_id: id,
      name,
      sequence_name: name,
      practice_count: sessions,
    })),
    favorite_styles: summary.styles.map(({ style, sessions }) => ({ style, practice_count: sessions })),
    top_poses: summary.poses.map(({ id, name, sessions }) => ({
      pose_id: id,
      name_english: name,
      practice_count: sessions,
    })),
    weekly: summary.weeks.map(({ start, ...amount }) => ({ week_start: start, ...toAmount(amount) })),
    monthly: summary.months.map(({ start, ...amount }) => ({
      year: Number(start.slice(0, 4)),
      month: Number(start.slice(5, 7)),
      ...toAmount(amount),
    })),
    time_of_day: summary.hours.map(({ hour, sessions }) => ({ hour, session_count: sessions })),
    timezone: summary.timezone,
  }
}

const toAmount = ({ sessions, seconds, days }: { sessions: number; seconds: number; days: number }) => ({
  session_count: sessions,
  total_duration_seconds: seconds,
  days_practiced: days,
})

const twoDecimals = (value: number) => Math.round(value * 100) / 100
