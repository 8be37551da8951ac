export interface WakeLoopOptions {
  pass: () => Promise<void>
  /** A pass begins this long after the last one unless the loop is woken. */
  intervalMs: number
  /** Hears of the first of several passes in a row that fail. */
  onFailure: (error: unknown) => void
}

/** Repeats a pass: at intervals, and when woken. */
export interface WakeLoop {
  start(): void
  /** Has the next pass begin now, or after the one that is going on. */
  wake(): void
  /** Does that in so many milliseconds, or up to 100 later together with others. */
  wakeIn(ms: number): void
  /** Resolves when no pass is going on and none will begin. */
  stop(): Promise<void>
}

const TOGETHER_MS = 100

export function createWakeLoop({ pass, intervalMs, onFailure }: WakeLoopOptions): WakeLoop {
  let stopped = false
  let awake = false
  let endPause = () => {}
  const alarms = new Map<number, NodeJS.Timeout>()
  let running: Promise<void> | undefined

  const wake = () => {
    awake = true
    endPause()
  }

  const pause = async () => {
    if (!awake) {
      const ended = Promise.withResolvers<void>()
      endPause = ended.resolve
      const timer = setTimeout(endPause, intervalMs)
      await ended.promise
      clearTimeout(timer)
    }
    awake = false
  }

  const run = async () => {
    let failing = false
    for (;;) {
      if (stopped) return
      try {
        await pass()
        failing = false
      } catch (error) {
        if (!failing) onFailure(error)
        failing = true
      }
      await pause()
    }
  }

  return {
    start: () => void (running ??= run()),
    wake,
    wakeIn(ms) {
      const nowMs = performance.now()
      const slot = Math.ceil((nowMs + ms) / TOGETHER_MS)
      if (alarms.has(slot)) return
      const ring = () => {
        alarms.delete(slot)
        wake()
      }
      alarms.set(slot, setTimeout(ring, slot * TOGETHER_MS - nowMs))
    },
    async stop() {
      stopped = true
      for (const alarm of alarms.values()) clearTimeout(alarm)
      wake()
      await running
    },
  }
}
