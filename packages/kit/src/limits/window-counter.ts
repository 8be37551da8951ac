import type { Clock } from '../clock/clock.ts'
import type { Rate } from './limit-classes.ts'

/** One budget: which rate holds for which key. */
export interface Budget {
  key: string
  rate: Rate
}

/** The state of a budget after a request. */
export interface Usage {
  admitted: boolean
  /** Requests left in the window. */
  remaining: number
  /** Seconds until the window ends and the whole quota is back; at least 1. */
  resetS: number
}

/** Counts requests in fixed windows that start with a key's first request. */
export interface WindowCounter {
  /** Charges every budget, or none when one of them is used up. The answers stand in the order of the budgets. */
  take: (budgets: readonly Budget[]) => readonly Usage[] | Promise<readonly Usage[]>
}

interface Window {
  used: number
  endsMs: number
}

const MAX_KEYS = 100_000

/** Counts in this process. Exact for one process; memory is bounded: past `maxKeys` the oldest windows are forgotten. */
export function createMemoryWindowCounter(clock: Clock, maxKeys = MAX_KEYS): WindowCounter {
  const windows = new Map<string, Window>()

  const windowOf = ({ key, rate }: Budget, nowMs: number): Window => {
    const known = windows.get(key)
    if (known && known.endsMs > nowMs) return known
    windows.delete(key)
    if (windows.size >= maxKeys) windows.delete(windows.keys().next().value!)
    const opened = { used: 0, endsMs: nowMs + rate.windowS * 1000 }
    windows.set(key, opened)
    return opened
  }

  return {
    take: (budgets) => {
      const nowMs = clock.nowMs()
      const open = budgets.map((budget) => windowOf(budget, nowMs))
      const admitted = open.every((window, i) => window.used < budgets[i]!.rate.quota)
      return open.map((window, i) => {
        const { quota } = budgets[i]!.rate
        const hadRoom = window.used < quota
        if (admitted) window.used++
        return {
          admitted: hadRoom,
          remaining: quota - window.used,
          resetS: Math.max(1, Math.ceil((window.endsMs - nowMs) / 1000)),
        }
      })
    },
  }
}
