import type { z } from 'zod'
import type { listAchievements, listEarnedAchievements } from './contract.ts'
import type { AchievementRow, ProgressRow } from './queries.ts'

type List = z.input<(typeof listAchievements.responses)[200]>
type EarnedList = z.input<(typeof listEarnedAchievements.responses)[200]>

/** All achievements there are, each with how far the person has come. */
export function toAchievements(rows: readonly ProgressRow[]): List {
  return {
    achievements: rows.map((row) => ({
      ...toAchievement(row),
      earned_at: row.earnedAt?.toISOString() ?? null,
      progress: toProgress(row),
    })),
    total: rows.length,
    earned_count: rows.filter(({ earnedAt }) => earnedAt !== null).length,
  }
}

/** What the person has earned, in the order given. */
export function toEarnedAchievements(rows: readonly (AchievementRow & { earnedAt: Date })[]): EarnedList {
  const achievements = rows.map((row) => ({
    ...toAchievement(row),
    earned_at: row.earnedAt.toISOString(),
  }))
  return { achievements, total: rows.length }
}

function toAchievement(row: AchievementRow) {
  return {
    achievement_id: row.achievementId,
    code: row.code,
    name: row.name,
    description: row.description,
    type: row.type,
    threshold_value: row.thresholdValue,
    category: row.category,
    icon: row.icon,
  }
}

/** What is earned stays complete, whatever became of the streak or the library; a value is never above its target. */
function toProgress({ value, target, earnedAt }: ProgressRow) {
  const reached = earnedAt === null ? Math.min(value, target) : target
  return { value: reached, target, percentage: target === 0 ? 0 : Math.trunc((reached / target) * 100) }
}
