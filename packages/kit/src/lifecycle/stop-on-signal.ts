export interface StopOptions {
  /** Ends everything; complete when its promise settles. */
  stop: () => Promise<void>
  /** How long that may take before the process ends anyway. */
  withinMs: number
  onError: (error: unknown) => void
}

/**
 * Ends the process in order on SIGTERM or SIGINT: exit code 0 when `stop` succeeds, 1 when it fails or takes too long.
 * A second signal ends it at once.
 */
export function stopOnSignal({ stop, withinMs, onError }: StopOptions): void {
  let stopping = false
  const handle = () => {
    if (stopping) process.exit(1)
    stopping = true
    const deadline = setTimeout(() => {
      onError(new Error(`stopping took longer than ${withinMs} ms`))
      process.exit(1)
    }, withinMs)
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
