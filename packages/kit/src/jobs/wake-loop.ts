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
  /** Does that in so many milliseconds. */
  wakeIn(ms: number): void
  /** Resolves when no pass is going on and none will begin. */
  stop(): Promise<void>
}

export function createWakeLoop({ pass, intervalMs, onFailure }: WakeLoopOptions): WakeLoop {
  let stopped = false
  let awake = false
  let endPause = () => {}
  const alarms = new Set<NodeJS.Timeout>()
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
      const alarm = setTimeout(() => {
        alarms.delete(alarm)
        wake()
      }, ms)
      alarms.add(alarm)
    },
    async stop() {
      stopped = true
      for (const alarm of alarms) clearTimeout(alarm)
      wake()
      await running
    },
  }
}
