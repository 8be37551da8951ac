import { hash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { RedisLink } from '../cache/redis-link.ts'
import { defineScript, runScript } from '../cache/redis-script.ts'
import type { Clock } from '../clock/clock.ts'
import type { Budget, Count, LocalWindowCounter, Report, Usage, WindowCounter } from './window-counter.ts'

export interface RedisWindowCounterOptions {
  redis: RedisLink
  /** What every key begins with, so that applications can share a server. */
  prefix: string
  /** Counts for this process alone while Redis does not answer, from what this process was told last. */
  local: LocalWindowCounter
  clock: Clock
  /** Hears of every request that was counted for this process alone: for metrics. */
  onLocal?: () => void
}

// A window is a key that expires with it. ARGV, for each: its quota and its length; then how many requests the process has heard of in
// it, how many it has admitted without a charge, and the milliseconds that are left of it, as far as the process knows.
// Gives, for each key, what was used before and the milliseconds left.
const TAKE = defineScript(`
local before, admitted = {}, true
for i, key in ipairs(KEYS) do
  local quota, told, owed, leftMs = tonumber(ARGV[5 * i - 4]), tonumber(ARGV[5 * i - 2]), tonumber(ARGV[5 * i - 1]), ARGV[5 * i]
  local used = tonumber(redis.call('get', key) or '0')
  before[i] = math.max(used, told) + owed
  if before[i] > used then
    redis.call('incrby', key, before[i] - used)
    if redis.call('pttl', key) == -1 then redis.call('pexpire', key, leftMs) end
  end
  if before[i] >= quota then admitted = false end
end
local answer = {}
for i, key in ipairs(KEYS) do
  local windowMs = tonumber(ARGV[5 * i - 3])
  if admitted then redis.call('incr', key) end
  local leftMs = redis.call('pttl', key)
  if leftMs == -1 then redis.call('pexpire', key, windowMs) end
  if leftMs < 0 then leftMs = windowMs end
  answer[2 * i - 1] = before[i]
  answer[2 * i] = leftMs
end
return answer`)

/**
 * Counts for all processes that share the Redis: exact, in one round trip, with one clock, the server's, also when it takes up to half
 * a second to answer. Keys hold hashes, no addresses or accounts, and expire with their windows.
 *
 * While Redis does not answer, requests wait for it that long at most, once, and are counted per process, from what each was told
 * last. What is admitted then is charged with the next request that reaches Redis, so that a Redis that comes and goes gives no
 * fresh quota. One that was sent and had no answer in time counts as charged, one whose connection was lost does not. Windows that
 * Redis has lost, wiped or short of memory, go on from what the processes were told.
 */
export function createRedisWindowCounter(options: RedisWindowCounterOptions): WindowCounter {
  const { redis, prefix, local, clock, onLocal } = options
  // Processes that count a key in windows of different lengths, as while limits change, do not end each other's.
  const keyOf = ({ key, rate }: Budget) =>
    `${prefix}:limit:${hash('sha256', `${key} ${rate.windowS}`, 'base64url')}`

  return {
    async take(budgets) {
      let isCharged = false
      let reports: readonly Report[] = []
      const charge = async (client: Redis) => {
        reports = local.report(budgets)
        isCharged = true
        try {
          // Not later than the window ends, whatever the answer takes.
          const sentMs = clock.nowMs()
          const answer = (await runScript(
            client,
            TAKE,
            budgets.map(keyOf),
            valuesOf(budgets, reports),
          )) as number[]
          const usages = usagesOf(budgets, answer)
          local.learn(budgets, countsOf(usages, answer, sentMs))
          return usages
        } catch (error) {
          isCharged = false
          throw error
        }
      }
      try {
        return await redis.run(charge, 'patient')
      } catch {
        onLocal?.()
        const usages = local.take(budgets)
        if (isCharged) return usages
        const own = usages.every(({ admitted }) => admitted) ? 1 : 0
        local.owe(
          budgets,
          budgets.map((_, i) => (reports[i]?.owed ?? 0) + own),
        )
        return usages
      }
    },
  }
}

function valuesOf(budgets: readonly Budget[], reports: readonly Report[]): number[] {
  const values: number[] = []
  for (const [i, { rate }] of budgets.entries()) {
    const { told, owed, leftMs } = reports[i]!
    values.push(rate.quota, rate.windowS * 1000, told, owed, leftMs)
  }
  return values
}

function usagesOf(budgets: readonly Budget[], answer: readonly number[]): Usage[] {
  const hadRoom = budgets.map(({ rate }, i) => answer[2 * i]! < rate.quota)
  const charged = hadRoom.every(Boolean) ? 1 : 0
  return budgets.map(({ rate }, i) => ({
    admitted: hadRoom[i]!,
    remaining: Math.max(0, rate.quota - answer[2 * i]! - charged),
    resetS: Math.max(1, Math.ceil(answer[2 * i + 1]! / 1000)),
  }))
}

function countsOf(usages: readonly Usage[], answer: readonly number[], sentMs: number): Count[] {
  const charged = usages.every(({ admitted }) => admitted) ? 1 : 0
  return usages.map((_, i) => ({ used: answer[2 * i]! + charged, endsMs: sentMs + answer[2 * i + 1]! }))
}
