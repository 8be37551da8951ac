import type { Clock } from '../clock/clock.ts'

/** Calls that are given up when their time is over, to the second. */
export interface Deadlines {
  /** Calls `onLate` once `ms` have passed, unless the returned function was called before. */
  set(ms: number, onLate: () => void): () => void
  /** Gives up those whose time is over. */
  check(): void
}

/** Checks nothing by itself: whoever makes it calls `check`, as once a second. */
export function createDeadlines(clock: Clock): Deadlines {
  const waiting = new Set<{ atMs: number; onLate: () => void }>()
  return {
    set(ms, onLate) {
      const one = { atMs: clock.nowMs() + ms, onLate }
      waiting.add(one)
      return () => waiting.delete(one)
    },
    check() {
      const nowMs = clock.nowMs()
      for (const one of waiting) {
        if (one.atMs > nowMs) continue
        waiting.delete(one)
        one.onLate()
      }
    },
  }
}
