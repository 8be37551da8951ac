export interface StopOptions {
  /** Hears of the signal before anything ends. */
  onSignal: (signal: NodeJS.Signals) => void
  /** Ends everything; complete when its promise settles. */
  stop: () => Promise<void>
  /** How long that may take before the process ends anyway; asked for when it begins. */
  withinMs: () => number
  onError: (error: unknown) => void
}

/** Ctrl-C reaches npm and what it started, and npm passes it on: the same signal, told twice. */
const TOLD_TWICE_MS = 500

/**
 * Ends the process in order on SIGTERM or SIGINT: exit code 0 when `stop` succeeds, 1 when it fails or takes too long.
 * A second signal, half a second later or after that, ends it at once.
 */
export function stopOnSignal({ onSignal, stop, withinMs, onError }: StopOptions): void {
  let stoppingSinceMs: number | undefined
  const handle = (signal: NodeJS.Signals) => {
    const toldTwice = stoppingSinceMs !== undefined && performance.now() - stoppingSinceMs < TOLD_TWICE_MS
    if (toldTwice) return
    if (stoppingSinceMs !== undefined) process.exit(1)
    stoppingSinceMs = performance.now()
    onSignal(signal)
    const ms = withinMs()
    const deadline = setTimeout(() => {
      onError(new Error(`stopping took longer than ${ms} ms`))
      process.exit(1)
    }, ms)
    deadline.unref()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        onError(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', handle)
  process.on('SIGINT', handle)
}
