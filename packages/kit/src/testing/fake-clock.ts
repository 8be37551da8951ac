import type { Clock } from '../clock/clock.ts'

/** A clock that stands still until a test turns it. */
export interface FakeClock extends Clock {
  /** Turns the clock forward by `ms` milliseconds. */
  advance(ms: number): void
  /** Sets the clock to an instant such as `2026-03-29T01:00:00Z`, earlier ones included. */
  set(iso: string): void
}

/** A fake clock that shows `startIso`. */
export function createFakeClock(startIso: string): FakeClock {
  let currentMs = instantOf(startIso)
  return {
    now: () => new Date(currentMs),
    nowMs: () => currentMs,
    advance: (ms) => {
      if (!(ms >= 0)) throw new Error(`a clock advances by zero or more milliseconds, not by ${ms}`)
      currentMs += ms
    },
    set: (iso) => {
      currentMs = instantOf(iso)
    },
  }
}

function instantOf(iso: string): number {
  const ms = Date.parse(iso)
  if (Number.isNaN(ms)) throw new Error(`"${iso}" is not an instant such as 2026-03-29T01:00:00Z`)
  return ms
}
