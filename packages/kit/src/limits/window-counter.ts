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

/** Counts requests in fixed windows that start with the first request charged to a key. */
export interface WindowCounter {
  /** Charges every budget, or none when one of them is used up. The answers stand in the order of the budgets. */
  take: (budgets: readonly Budget[]) => readonly Usage[] | Promise<readonly Usage[]>
}

interface Window {
  used: number
  endsMs: number
  told: number
  owed: number
}

const MAX_KEYS = 100_000

/** A window as others count it. */
export interface Count {
  used: number
  /** When it ends, or a little before. */
  endsMs: number
}

/** What others must know of a window. */
export interface Report {
  /** How many requests they have said were charged to it: if they know of fewer, they have lost some. */
  told: number
  /** How many were admitted here that they were not told of. */
  owed: number
  /** Zero when no window is open. */
  leftMs: number
}

/** A counter of this process that stands in for one that several share, and goes on from what that one said. */
export interface LocalWindowCounter extends WindowCounter {
  take: (budgets: readonly Budget[]) => readonly Usage[]
  /** Takes over what was counted elsewhere, unless it knows of more in the same windows. */
  learn: (budgets: readonly Budget[], counts: readonly Count[]) => void
  /** Gives what it knows of the windows, and takes what is owed as told. */
  report: (budgets: readonly Budget[]) => readonly Report[]
  /** Notes requests that others must be told of, as far as their windows are open. */
  owe: (budgets: readonly Budget[], owed: readonly number[]) => void
}

/** Counts in this process. Exact for one process; memory is bounded: past `maxKeys` the oldest windows are forgotten. */
export function createMemoryWindowCounter(clock: Clock, maxKeys = MAX_KEYS): LocalWindowCounter {
  const windows = new Map<string, Window>()

  const openWindow = ({ key, rate }: Budget, nowMs: number): Window | undefined => {
    const window = windows.get(key)
    if (window === undefined) return undefined
    const leftMs = window.endsMs - nowMs
    // One that would last longer than it can was opened before the clock was set back.
    return leftMs > 0 && leftMs <= rate.windowS * 1000 ? window : undefined
  }
  const keep = (key: string, window: Window): Window => {
    windows.delete(key)
    if (windows.size >= maxKeys) windows.delete(windows.keys().next().value!)
    windows.set(key, window)
    return window
  }
  const startWindow = ({ key, rate }: Budget, nowMs: number): Window =>
    keep(key, { used: 0, endsMs: nowMs + rate.windowS * 1000, told: 0, owed: 0 })

  return {
    learn: (budgets, counts) => {
      const nowMs = clock.nowMs()
      for (const [i, budget] of budgets.entries()) {
        const { used, endsMs } = counts[i]!
        const window = openWindow(budget, nowMs)
        if (window === undefined) {
          if (used > 0) keep(budget.key, { used, endsMs, told: used, owed: 0 })
          continue
        }
        window.told = Math.max(window.told, used)
        window.used = Math.max(window.used, used + window.owed)
        window.endsMs = endsMs
      }
    },
    report: (budgets) => {
      const nowMs = clock.nowMs()
      return budgets.map((budget) => {
        const window = openWindow(budget, nowMs)
        if (window === undefined) return NOTHING
        const { told, owed, endsMs } = window
        window.owed = 0
        return { told, owed, leftMs: endsMs - nowMs }
      })
    },
    owe: (budgets, owed) => {
      const nowMs = clock.nowMs()
      for (const [i, budget] of budgets.entries()) {
        const window = openWindow(budget, nowMs)
        if (window !== undefined) window.owed += owed[i]!
      }
    },
    take: (budgets) => {
      const nowMs = clock.nowMs()
      const open = budgets.map((budget) => openWindow(budget, nowMs))
      const hadRoom = open.map((window, i) => (window?.used ?? 0) < budgets[i]!.rate.quota)
      const isAdmitted = hadRoom.every(Boolean)
      return budgets.map((budget, i) => {
        const window = open[i] ?? (isAdmitted ? startWindow(budget, nowMs) : undefined)
        if (isAdmitted) window!.used++
        const leftMs = window === undefined ? budget.rate.windowS * 1000 : window.endsMs - nowMs
        return {
          admitted: hadRoom[i]!,
          remaining: Math.max(0, budget.rate.quota - (window?.used ?? 0)),
          resetS: Math.max(1, Math.ceil(leftMs / 1000)),
        }
      })
    },
  }
}

const NOTHING: Report = { told: 0, owed: 0, leftMs: 0 }
