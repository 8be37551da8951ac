import { hash } from 'node:crypto'
import type { RedisLink } from '../cache/redis-link.ts'
import { defineScript, runScript } from '../cache/redis-script.ts'
import type { Budget, LocalWindowCounter, Usage, WindowCounter } from './window-counter.ts'

export interface RedisWindowCounterOptions {
  redis: RedisLink
  /** What every key begins with, so that applications can share a server. */
  prefix: string
  /** Counts for this process alone while Redis does not answer, from what this process was told last. */
  local: LocalWindowCounter
  /** Hears of every request that was counted for this process alone: for metrics. */
  onLocal?: () => void
}

// A window is a key that expires with it. Gives, for each key, what was used before and the milliseconds left.
const TAKE = defineScript(`
local before, admitted = {}, true
for i, key in ipairs(KEYS) do
  before[i] = tonumber(redis.call('get', key) or '0')
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
 * Counts for all processes that share the Redis: exact, in one round trip, with one clock, the server's. Keys hold hashes, no
 * addresses or accounts, and expire with their windows. While Redis does not answer, requests wait for it 100 ms at most and
 * are counted per process, from what each was told last; when it is back, its windows go on. Wiped, every window starts anew.
 */
export function createRedisWindowCounter(options: RedisWindowCounterOptions): WindowCounter {
  const { redis, prefix, local, onLocal } = options
  const keyOf = ({ key }: Budget) => `${prefix}:limit:${hash('sha256', key, 'base64url')}`

  return {
    async take(budgets) {
      const keys = budgets.map(keyOf)
      const rates = budgets.flatMap(({ rate }) => [rate.quota, rate.windowS * 1000])
      try {
        const answer = await redis.run((client) => runScript(client, TAKE, keys, rates))
        const usages = usagesOf(budgets, answer as number[])
        local.learn(budgets, usages)
        return usages
      } catch {
        onLocal?.()
        return local.take(budgets)
      }
    },
  }
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
