import { hash } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { RedisLink } from '../cache/redis-link.ts'
import { defineScript, runScript } from '../cache/redis-script.ts'
import type { Clock } from '../clock/clock.ts'
import { createUnchargedRequests } from './uncharged-requests.ts'
import type { Budget, Count, LocalWindowCounter, Usage, WindowCounter } from './window-counter.ts'

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

// A window is a key that expires with it. ARGV: quota and length of each window; then, when there are any, the requests of each that
// were admitted without being charged, and the milliseconds that their window has left.
// Gives, for each key, what was used before and the milliseconds left.
const TAKE = defineScript(`
local before, admitted = {}, true
for i, key in ipairs(KEYS) do
  local uncharged = tonumber(ARGV[2 * (#KEYS + i) - 1] or '0')
  if uncharged > 0 then
    before[i] = redis.call('incrby', key, uncharged)
    if redis.call('pttl', key) == -1 then redis.call('pexpire', key, ARGV[2 * (#KEYS + i)]) end
  else
    before[i] = tonumber(redis.call('get', key) or '0')
  end
  if before[i] >= tonumber(ARGV[2 * i - 1]) then admitted = false end
end
local answer = {}
for i, key in ipairs(KEYS) do
  local windowMs = tonumber(ARGV[2 * i])
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
 * fresh quota. One that was sent and had no answer in time counts as charged, one whose connection was lost does not. Wiped, every
 * window starts anew.
 */
export function createRedisWindowCounter(options: RedisWindowCounterOptions): WindowCounter {
  const { redis, prefix, local, clock, onLocal } = options
  const uncharged = createUnchargedRequests(clock)
  const keyOf = ({ key }: Budget) => `${prefix}:limit:${hash('sha256', key, 'base64url')}`
  const learn = (budgets: readonly Budget[], counts: readonly Count[]) =>
    local.learn(
      budgets,
      counts.map(({ used, leftMs }, i) => ({ used: used + uncharged.of(budgets[i]!), leftMs })),
    )
  const owe = (budgets: readonly Budget[], counts: readonly Count[]) => {
    for (const [i, budget] of budgets.entries()) if (counts[i]!.used > 0) uncharged.add(budget, counts[i]!)
  }

  return {
    async take(budgets) {
      let isCharged = false
      let owed: readonly Count[] = []
      const charge = async (client: Redis) => {
        owed = uncharged.collect(budgets)
        isCharged = true
        try {
          const values = [...budgets.flatMap(rateValues), ...owed.flatMap(countValues)]
          const answer = (await runScript(client, TAKE, budgets.map(keyOf), values)) as number[]
          const usages = usagesOf(budgets, answer)
          learn(budgets, countsOf(usages, answer))
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
        if (owed.length > 0) owe(budgets, owed)
        if (usages.every(({ admitted }) => admitted)) owe(budgets, usages.map(oneRequest))
        return usages
      }
    },
  }
}

const rateValues = ({ rate }: Budget) => [rate.quota, rate.windowS * 1000]
const countValues = ({ used, leftMs }: Count) => [used, leftMs]
const oneRequest = ({ resetS }: Usage): Count => ({ used: 1, leftMs: resetS * 1000 })

function usagesOf(budgets: readonly Budget[], answer: readonly number[]): Usage[] {
  const hadRoom = budgets.map(({ rate }, i) => answer[2 * i]! < rate.quota)
  const charged = hadRoom.every(Boolean) ? 1 : 0
  return budgets.map(({ rate }, i) => ({
    admitted: hadRoom[i]!,
    remaining: Math.max(0, rate.quota - answer[2 * i]! - charged),
    resetS: Math.max(1, Math.ceil(answer[2 * i + 1]! / 1000)),
  }))
}

function countsOf(usages: readonly Usage[], answer: readonly number[]): Count[] {
  const charged = usages.every(({ admitted }) => admitted) ? 1 : 0
  return usages.map((_, i) => ({ used: answer[2 * i]! + charged, leftMs: answer[2 * i + 1]! }))
}
