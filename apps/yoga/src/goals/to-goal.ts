import type { z } from 'zod'
import type { Goal } from './contract.ts'
import type { list } from './goals.ts'

type Row = Awaited<ReturnType<typeof list>>['goals'][number]

/** A goal as it stands on the wire: the period that is running as progress, those before it as history. */
export function toGoal({ kind, target, setOn, ...row }: Row): z.input<typeof Goal> {
  const periods = row.periods.map(({ start, end, sessions, seconds }) => ({
    period_start: start,
    period_end: end,
    value: kind === 'sessions_per_week' ? sessions : Math.trunc(seconds / 60),
  }))
  const running = periods.at(-1)!
  return {
    goal_id: row.goalId,
    kind,
    target,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    progress: {
      ...running,
      percentage: Math.min(100, Math.trunc((running.value / target) * 100)),
      met: running.value >= target,
    },
    history: periods.slice(0, -1).map((period) => ({
      ...period,
      met: period.period_end < setOn ? null : period.value >= target,
    })),
  }
}
